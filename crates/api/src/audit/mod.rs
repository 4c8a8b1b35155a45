//! The audit log.

mod view;

pub(crate) use self::view::RecordView;
