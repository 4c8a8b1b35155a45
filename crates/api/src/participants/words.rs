//! The words for answers.

use scheduler_domain::participants::Rsvp;

use crate::meetings::not_a_choice;

pub(crate) fn rsvp_word(answer: Rsvp) -> &'static str {
    match answer {
        Rsvp::Pending => "pending",
        Rsvp::Accepted => "accepted",
        Rsvp::Declined => "declined",
        Rsvp::Tentative => "tentative",
    }
}

/// `invited` is what older clients call `pending`.
pub(crate) fn parse_rsvp(raw: &str) -> Result<Rsvp, String> {
    match raw.trim() {
        "pending" | "invited" => Ok(Rsvp::Pending),
        "accepted" => Ok(Rsvp::Accepted),
        "declined" => Ok(Rsvp::Declined),
        "tentative" => Ok(Rsvp::Tentative),
        other => Err(not_a_choice(
            other,
            "pending, accepted, declined, tentative",
        )),
    }
}

/// A revision of a meeting.
pub(crate) fn parse_sequence(raw: i64) -> Result<i32, &'static str> {
    i32::try_from(raw)
        .ok()
        .filter(|sequence| *sequence >= 0)
        .ok_or("Enter the revision that was shown.")
}
