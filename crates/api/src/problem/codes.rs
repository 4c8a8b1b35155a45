//! The one table of public codes.

macro_rules! codes {
    ($($name:ident $status:literal $word:literal $title:literal $detail:literal;)+) => {
        /// What went wrong, as programs tell it apart. Words are never renamed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $title] $name,)+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its name in the source.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
            }

            /// `code` of the answer.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The status of the answer.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }

            /// `title` of the answer.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }

            /// `detail` of the answer where nothing more exact is known; one sentence.
            pub fn detail(self) -> &'static str {
                match self { $(Self::$name => $detail,)+ }
            }
        }
    };
}

codes! {
    BadRequest 400 "bad_request" "Bad request" "The request could not be understood.";
    MalformedBody 400 "malformed_body" "Malformed body" "The body is not a JSON object.";
    Invalid 400 "invalid" "Invalid input" "Some fields are not valid; `errors` names them all.";
    InvalidIdempotencyKey 400 "invalid_idempotency_key" "Invalid Idempotency-Key" "An Idempotency-Key has 1 to 255 visible ASCII characters.";
    ResetLinkInvalid 400 "reset_link_invalid" "Link does not work" "This link is not valid, has expired or was used before; ask for a new one.";
    AlreadyCancelled 400 "already_cancelled" "Already cancelled" "The meeting is already cancelled.";
    AlreadyEnded 400 "already_ended" "Already ended" "The meeting has already ended.";
    TokenMissing 401 "token_missing" "Authentication required" "Authentication credentials were not provided.";
    TokenInvalid 401 "token_invalid" "Invalid token" "The token is not valid.";
    TokenExpired 401 "token_expired" "Expired token" "The token has expired.";
    TokenWrongType 401 "token_wrong_type" "Wrong type of token" "The token is of another type.";
    SessionEnded 401 "session_ended" "Session ended" "The session has ended; log in again.";
    ProofRequired 401 "proof_required" "Proof required" "Log in to the account, or send its password along: the link alone does not prove that the account is yours.";
    InvalidCredentials 401 "invalid_credentials" "Invalid credentials" "No active account with these credentials was found.";
    Forbidden 403 "forbidden" "Forbidden" "You do not have permission to do this.";
    EmailNotVerified 403 "email_not_verified" "Address not confirmed" "The organiser has to confirm their e-mail address first; until then, mails about this meeting wait.";
    RegistrationClosed 403 "registration_closed" "Registration closed" "Accounts are made by invitation here; ask who runs this server.";
    BeyondPermissions 403 "beyond_permissions" "Beyond your permissions" "Nobody grants or changes what goes beyond their own permissions.";
    NotFound 404 "not_found" "Not found" "There is no such resource.";
    MethodNotAllowed 405 "method_not_allowed" "Method not allowed" "This resource does not support this method; `Allow` names those that it does.";
    NotAcceptable 406 "not_acceptable" "Not acceptable" "Nothing that `Accept` asks for is available here.";
    BodyTooSlow 408 "body_too_slow" "Body too slow" "The body did not arrive within 15 seconds.";
    Conflict 409 "conflict" "Conflict" "Somebody else changed this at the same time; try again.";
    AlreadyInvited 409 "already_invited" "Already invited" "This person is already invited.";
    SchedulingConflict 409 "scheduling_conflict" "Scheduling conflict" "Somebody is busy at that time; `conflicts` says who.";
    ReplyOutdated 409 "reply_outdated" "Reply outdated" "The meeting has other times by now; `meeting` has them. Reply to these.";
    TransferNotOffered 409 "transfer_not_offered" "Not offered" "There is no open offer of this meeting: it was answered or withdrawn, or has expired.";
    LastSuperuser 409 "last_superuser" "Last superuser" "This is the last superuser; make another one first.";
    Superseded 409 "superseded" "Superseded" "What this mail says does not hold any more, so it is not sent again.";
    BeingSent 409 "being_sent" "Being sent" "The server is sending this mail at this moment, so it cannot be given up.";
    NotWaiting 409 "not_waiting" "Does not wait" "This mail was sent or given up before.";
    QuotaExceeded 409 "quota_exceeded" "Quota exceeded" "The account has no room for this; `detail` names the quota and what helps. Nothing was stored.";
    IdempotencyKeyInUse 409 "idempotency_key_in_use" "Still running" "The first request with this Idempotency-Key is still running.";
    Stale 412 "stale" "Changed in the meantime" "The resource is no longer the one that `If-Match` names; read it again.";
    BodyTooLarge 413 "body_too_large" "Body too large" "The body may not exceed 1 MiB.";
    UnsupportedMediaType 415 "unsupported_media_type" "Unsupported media type" "The body must be sent as application/json.";
    IdempotencyKeyReused 422 "idempotency_key_reused" "Idempotency-Key reused" "This Idempotency-Key was used for another request.";
    RateLimited 429 "rate_limited" "Too many requests" "Too many requests; try again later.";
    MailLimit 429 "mail_limit" "Too many e-mails" "This would send more e-mails than are allowed in an hour or a day; nothing was stored, try again later.";
    Internal 500 "internal" "Internal error" "Something went wrong here; the request id helps to find out what.";
    Busy 503 "busy" "Busy" "The server is busy; try again shortly.";
    DeadlineExceeded 503 "deadline_exceeded" "Took too long" "The request took too long and was stopped; ask for less, such as fewer days or a more exact search.";
    Unavailable 503 "unavailable" "Unavailable" "The database cannot be reached at the moment; try again shortly.";
    NotReady 503 "not_ready" "Not ready" "The server is starting or shutting down.";
}

impl Code {
    /// `type` of the answer (RFC 9457 §3.1.1); names the problem and leads nowhere.
    pub fn type_uri(self) -> String {
        format!("urn:meeting-scheduler:problem:{}", self.word())
    }
}
