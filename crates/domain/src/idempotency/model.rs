//! Keys and answers.

/// Names one request of one sender.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RequestKey {
    /// Whose key it is, so that two senders never meet.
    pub scope: String,
    /// As the sender made it.
    pub key: String,
    /// SHA-256 of all that makes the request what it is: method, path and body.
    pub fingerprint: [u8; 32],
}

/// What a request was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The `Location` header, if there was one.
    pub location: Option<String>,
    /// The `ETag` header, if there was one.
    pub etag: Option<String>,
    /// JSON.
    pub body: String,
}

/// What is known of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nothing; until the end of this transaction nobody else gets this answer.
    New,
    /// Another transaction has claimed it and has not ended.
    Running,
    /// It was answered.
    Answered {
        /// Of the request that was answered.
        fingerprint: [u8; 32],
        /// The answer.
        answer: Answer,
    },
}
