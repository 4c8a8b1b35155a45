//! The table of contents: every case, by the port that promises it.

#[doc(hidden)]
#[macro_export]
macro_rules! conformance_cases {
    ([$($then:tt)*] $($rest:tt)*) => {
        $($then)*! {
            $($rest)*
            transactions {
                a_commit_keeps_what_was_written
                the_answer_of_the_work_is_handed_on
                an_error_rolls_back
                a_verdict_alone_rolls_back
                a_panic_rolls_back_and_goes_on_to_the_caller
                a_panic_spoils_nothing_for_others
                a_swallowed_fault_is_rolled_back_and_answered
                a_swallowed_stale_row_is_rolled_back_and_answered
                after_a_fault_every_call_fails_with_it
                the_error_of_the_work_is_the_answer_even_after_a_fault
                after_a_fault_the_next_transaction_is_whole_again
                a_write_sees_what_it_wrote
                nobody_sees_what_is_not_committed
                a_read_sees_one_snapshot
                reads_run_side_by_side
                writing_in_a_read_is_an_error_and_writes_nothing
                many_writers_lose_nothing
            }
            users {
                every_field_is_kept
                who_is_not_there_is_not_found
                a_user_is_found_by_name_ignoring_case
                an_address_belongs_to_one_user
                a_user_name_belongs_to_one_user_ignoring_case
                user_names_that_differ_by_composition_are_one
                any_number_of_users_have_no_user_name
                an_update_writes_all_but_what_never_changes
                an_update_may_keep_or_respell_or_drop_the_user_name
                an_update_to_a_taken_user_name_is_a_duplicate
                an_update_of_another_version_is_stale
                an_update_of_nobody_is_stale
                address_is_written_unless_another_account_has_it
                a_secret_is_kept_byte_by_byte
                the_first_secret_of_a_name_stays
            }
            address_changes {
                every_field_of_a_change_is_kept
                newer_change_replaces_what_was_not_confirmed
                changes_go_with_their_account
                change_is_found_by_both_of_its_mails
                former_address_is_reserved_for_others
                changes_that_are_over_are_deleted
                carrying_over_needs_both_locks
                carrying_over_more_than_was_held_is_stale
                meeting_that_moves_meanwhile_takes_the_new_address
                invitations_of_both_addresses_are_merged
                busy_time_of_an_organiser_moves_once
                organiser_who_was_a_guest_has_accepted
                what_is_organised_leaves_invitations_behind
                circle_moves_to_the_new_address
                offers_of_meetings_follow_the_account
                invitations_show_whether_the_new_address_opted_out
                waiting_mails_move_and_name_the_new_organiser
                used_allowances_are_copied
                meeting_of_a_former_address_is_stale
                one_link_that_is_used_at_once_moves_once
                of_accounts_that_want_one_address_one_gets_it
                registration_never_gets_a_moving_address
                deletion_and_confirmation_follow_each_other
                undo_wins_over_a_later_confirmation
                no_time_is_taken_of_a_former_address
            }
            people {
                accounts_are_listed_by_address_or_age
                every_filter_takes_what_it_says
                every_word_must_be_part_of_address_or_names
                the_pages_of_many_accounts_cover_each_once
                a_detail_counts_what_belongs_to_the_account
                who_is_not_there_has_no_detail
            }
            allowances {
                taken_parts_add_up_and_refill_with_time
                parts_of_the_installation_count_together
                only_what_is_nearly_used_up_is_listed
                refused_take_is_undone_with_its_transaction
                of_many_takers_at_once_the_limit_passes
            }
            opt_outs {
                first_instant_of_an_opt_out_is_kept
                unlocked_address_cannot_opt_out
                participants_show_an_opt_out_before_and_after
                only_opted_out_recipients_are_stopped
                reply_by_an_organiser_is_no_acceptance
            }
            former_replies {
                replies_that_a_move_took_away_are_kept_as_they_were
                former_replies_go_with_their_meeting
                former_replies_of_older_moves_are_deleted
                move_taken_back_restores_replies
            }
            circle {
                relations_are_told_for_each_person
                to_have_met_is_mutual_and_stays
                reply_by_another_person_opens_nothing
                deleted_person_has_met_nobody
                tentative_row_does_not_count_until_it_is_busy
                verified_organiser_takes_their_own_time
                two_accepts_of_one_time_have_one_winner
                accept_against_create_has_one_winner
            }
            settings {
                nothing_is_decided_at_first
                every_field_is_kept
                an_update_of_another_version_is_stale
                of_two_decisions_of_one_version_one_is_stale
                mails_about_what_is_over_are_found_and_deleted
            }
            powers {
                of_two_who_demote_each_other_one_stays
                a_demotion_and_a_deletion_leave_a_superuser
                a_deactivation_and_a_demotion_leave_a_superuser
                whoever_lost_its_powers_does_nothing_more_with_them
                of_two_changes_of_one_version_one_is_stale
                two_deletions_that_hand_over_to_each_other_leave_one_heir
            }
            roles {
                every_field_is_kept
                what_is_not_there_is_not_found
                a_name_belongs_to_one_role_ignoring_case
                an_update_writes_the_next_version
                an_update_of_another_version_is_stale
                roles_are_listed_by_name_with_their_users
                a_user_has_the_roles_that_were_written_last
                a_role_that_is_gone_is_nobodys
                who_is_gone_has_no_roles
                powers_are_those_of_the_account_and_its_roles
                who_is_not_there_has_no_powers
            }
            sessions {
                a_session_is_found_with_and_without_its_user
                what_is_not_there_is_not_found
                an_id_is_taken_once
                an_update_writes_hashes_and_times
                an_update_of_no_session_is_stale
                a_session_is_deleted_once
                the_other_sessions_of_one_user_end
                sessions_that_have_ended_are_deleted_and_counted
                sessions_are_listed_with_their_devices_the_last_used_first
            }
            meetings {
                every_field_is_kept
                text_of_the_longest_kind_is_kept
                every_instant_between_1970_and_9999_is_kept
                a_meeting_that_is_not_there_is_not_found
                an_id_is_taken_once
                a_meeting_is_found_with_participants_in_the_order_of_their_ids
                a_write_finds_the_same_as_a_read
                the_organiser_is_called_as_the_account_is_now
                an_update_writes_the_next_version
                an_update_writes_neither_participants_nor_what_never_changes
                an_update_of_another_version_is_stale
                an_update_of_no_meeting_is_stale
                a_deleted_meeting_takes_participants_and_busy_times_with_it
                upcoming_meetings_come_whole_and_by_beginning
                upcoming_meetings_without_an_address_are_the_own_ones
                a_count_tells_what_each_meeting_reads_as
                accepted_guest_is_found_whoever_else_replied
            }
            hidden_guests {
                a_hidden_guest_is_busy_without_a_title
                hidden_guests_are_not_counted
            }
            listing {
                an_item_tells_the_viewers_side
                ids_of_meetings_come_in_pieces
                who_organises_and_is_invited_sees_a_meeting_once
                without_an_address_only_the_own_are_listed
                a_status_filter_takes_what_a_meeting_reads_as
                a_span_is_half_open
                filters_by_side_and_answer_combine
                keys_order_one_after_the_other
                titles_are_ordered_ignoring_case
                ties_are_decided_by_id_in_every_order
                the_pages_of_hundreds_cover_each_once
            }
            search {
                every_word_must_be_part_of_title_description_or_location
                a_search_ignores_case_beyond_ascii
                a_search_takes_every_character_as_itself
                a_search_finds_the_words_of_now
                many_words_are_one_search
                international_domain_is_found_in_both_spellings
                participants_and_the_organiser_are_found_by_name_and_address
                hidden_guests_are_not_found
                composed_and_decomposed_letters_are_the_same
            }
            participants {
                inserted_people_are_answered_as_stored
                nobody_can_be_inserted
                hundreds_keep_their_order
                an_account_shows_with_its_address
                a_person_is_invited_once
                a_list_is_in_the_order_of_ids
                an_update_writes_no_address
                a_participant_is_found_by_id_alone
                an_update_writes_name_note_and_link_number
                an_update_of_nobody_is_stale
                all_answers_of_a_meeting_are_written_together
                a_participant_is_deleted_once
            }
            busy {
                a_clash_says_who_where_and_when
                nobody_clashes_with_nobody
                touching_edges_are_free
                a_meeting_of_31_days_is_found_from_its_last_moment
                meetings_that_have_ended_do_not_count
                only_what_the_viewer_may_see_is_visible
                the_placed_meeting_does_not_count_if_the_viewer_sees_it
                any_times_clash_where_they_have_a_minute_in_common
                the_first_clashes_of_each_person_are_given
                the_placed_meeting_takes_no_place_among_the_first
                equal_beginnings_are_ordered_by_id
                hundreds_of_people_are_asked_at_once
                who_is_not_locked_cannot_be_put_into_a_time
                a_lock_ends_with_its_transaction
                order_and_doubles_of_locked_people_do_not_matter
                nobody_can_be_locked_and_put_into_a_time
                everybody_or_one_person_is_freed
                who_was_freed_can_be_taken_again
                time_of_an_organiser_follows_a_new_address
            }
            outbox {
                every_field_is_kept
                a_notice_may_be_about_no_meeting
                nothing_can_be_queued
                a_list_has_the_newest_first
                hundreds_are_queued_and_listed
                a_notice_is_due_at_once
                held_deliveries_are_due_once_they_are_released
                held_deliveries_of_ended_and_inactive_are_not_released
                what_is_held_is_due_when_the_hold_ends
                the_oldest_are_claimed_first
                a_claim_ends_by_itself
                a_claim_that_is_rolled_back_holds_nothing
                what_was_sent_is_never_claimed_again
                what_failed_for_now_is_claimed_when_it_is_due
                a_success_wipes_the_error_of_an_earlier_attempt
                an_attempt_that_is_written_twice_counts_once
                what_was_given_up_is_never_claimed_again
                a_count_tells_what_waits
                a_notice_is_found_by_id
                what_is_over_is_queued_again
                what_is_claimed_or_superseded_is_not_queued_again
                workers_never_claim_the_same
            }
            oversight {
                meetings_of_everybody_are_listed_the_newest_first
                meetings_are_narrowed_by_each_filter
                meetings_of_everybody_come_in_any_order_and_in_pages
                participants_of_all_meetings_are_listed
                mails_to_anybody_are_listed_the_newest_first
            }
            figures {
                accounts_are_counted
                meetings_are_counted_by_when_they_begin
                usage_is_what_is_to_come_and_all_text
                the_health_of_mail_is_what_waits_and_how_attempts_end
                what_waits_is_given_up_with_a_reason
                nobody_sends_what_was_given_up
            }
            account_mails {
                a_mail_about_an_account_waits_once
                old_mails_about_accounts_are_deleted_and_counted
            }
            queues {
                the_newest_state_replaces_what_waits
                what_is_held_goes_with_what_is_due
                what_waits_for_a_person_is_withdrawn
                a_mail_in_flight_holds_back_the_next_one
                what_failed_is_not_tried_again_once_there_is_a_newer_state
                what_nobody_heard_of_is_not_taken_back
                what_may_have_arrived_is_taken_back
                who_was_told_before_is_told_of_the_end
                a_reminder_waits_for_the_mail_before_it
                nobody_is_reminded_of_what_has_ended
                the_newest_reply_of_each_participant_is_sent
                a_reply_that_waits_holds_nothing_up
                a_reply_takes_the_place_of_one_that_waits
                what_is_queued_again_may_have_been_heard_of
                a_late_answer_revives_nothing
                what_was_told_last_is_what_may_have_arrived_before
                workers_tell_each_person_the_states_in_their_order
            }
            replacements {
                an_unsent_delivery_is_replaced_in_place
                deliveries_of_other_meetings_are_not_replaced
                sent_claimed_and_tried_deliveries_are_not_replaced
                a_replacement_keeps_the_earlier_turn
                replaced_unheard_invitation_is_not_cancelled
                replaced_invitation_that_was_heard_is_cancelled
                new_state_supersedes_a_waiting_reminder
                waiting_replies_are_not_replaced
                recipients_of_one_message_are_replaced_apart
                waiting_deliveries_tell_what_holds
                sent_deliveries_and_those_in_flight_tell_what_they_told
                refreshing_what_nobody_waits_for_stores_nothing
                released_deliveries_are_due_with_their_attempts
                abandoned_deliveries_have_failed
                superseded_deliveries_are_deleted_after_seven_days
                replaced_deliveries_are_sent_once_with_the_last_state
                held_message_holds_what_it_replaces
                held_delivery_goes_with_nothing_that_is_due
            }
            turns {
                mails_about_accounts_are_sent_first
                organisers_take_turns
                organisers_whose_mails_are_held_take_no_turn
                each_mail_is_given_once_whoever_organises
            }
            reminders {
                a_mark_is_written_anew_or_again
                a_mark_stays_while_it_is_held
                meetings_that_begin_are_listed_by_beginning_then_id
                several_meetings_are_found_whole
                what_people_chose_is_listed_at_once
                processes_that_remind_at_once_remind_once
                a_pass_that_is_undone_is_made_again
            }
            answers {
                an_answer_is_kept_as_it_was
                a_long_answer_is_kept
                the_fingerprint_does_not_matter_to_a_claim
                keys_are_told_apart_by_scope_and_case
                a_claim_without_an_answer_ends_with_its_transaction
                old_answers_are_deleted_and_counted
                racers_with_one_key_do_it_once
                a_running_request_makes_nobody_wait_for_another_answer
            }
            audit {
                every_field_is_kept
                nothing_can_be_recorded
                an_entry_goes_with_its_transaction
                an_entry_says_from_where
                who_is_gone_reads_as_an_id
                the_newest_are_first_and_later_ones_before_earlier
                filters_combine
                every_word_must_be_part_of_what_changed
                hundreds_are_read_place_by_place
                the_oldest_are_taken_away_first
            }
            slots {
                one_slot_has_one_winner
                people_in_any_order_never_block_each_other_for_good
                touching_slots_are_all_won
                strangers_do_not_hinder_each_other
                who_declined_can_take_back_one_of_two
                meetings_that_move_to_one_slot_have_one_winner
                a_move_and_a_new_meeting_cannot_both_have_the_slot
                cancelled_meetings_of_one_slot_come_back_once
                one_person_is_invited_into_one_slot_once
                a_stricter_policy_and_a_new_meeting_cannot_both_have_the_slot
                the_largest_meeting_is_planned_moved_and_freed
            }
            hand_overs {
                an_update_writes_the_organiser
                a_co_organiser_is_kept_and_found_in_every_way
                a_name_and_a_no_leave_no_co_organiser_who_declined
            }
            transfers {
                open_offer_is_read_with_its_meeting
                offers_go_with_meeting_and_user
                offers_that_expired_long_ago_are_deleted
                mails_are_listed_without_a_kind
                offer_is_accepted_once
                acceptance_and_withdrawal_exclude_each_other
                acceptance_and_second_offer_exclude_each_other
                acceptance_and_cancellation_follow_each_other
                acceptance_and_new_meeting_cannot_both_take_the_time
                deleted_account_accepts_no_offer
            }
            links {
                the_answers_of_45_guests_change_45_rows
                two_answers_at_once_follow_each_other
                an_answer_and_a_renewed_link_follow_each_other
                an_answer_races_with_whatever_ends_the_invitation
                a_dead_link_writes_nothing
            }
            revisions {
                a_reply_racing_with_a_move_is_never_to_the_new_times
            }
            departures {
                an_account_is_deleted_with_its_sessions_once
                who_organises_something_is_not_deleted
                all_meetings_of_one_organiser_are_deleted
                the_mails_about_several_meetings_are_listed_by_id
                active_superusers_are_listed_by_id
                of_superusers_who_go_at_once_one_stays
                of_superusers_who_are_deleted_at_once_one_stays
                people_of_one_circle_who_go_at_once_all_go
                an_account_that_plans_as_it_goes_leaves_nothing_behind
            }
            account_deletions {
                deletion_is_written_over_and_goes_with_its_account
                deletion_that_was_asked_for_first_is_first
                workers_that_delete_one_account_at_once_tell_once
            }
            accounts {
                refresh_and_password_change_never_deadlock
                all_that_ends_sessions_never_deadlocks
            }
            races {
                one_person_is_invited_to_one_meeting_once
                everybody_who_is_invited_at_once_is_there
                of_two_changes_of_one_version_one_is_stale
                changes_of_any_version_all_happen
                a_meeting_is_cancelled_once
                whoever_is_free_has_declined_or_left_whatever_happens_at_once
                nobody_is_left_busy_in_a_meeting_that_went_away
                an_address_is_registered_once
                many_who_ask_for_one_new_password_queue_one_mail
                of_two_who_use_one_link_one_gets_the_password
                all_processes_agree_on_one_signing_key
                one_refresh_token_gives_one_pair_to_all
            }
        }
    };
}
