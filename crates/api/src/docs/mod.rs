//! Pages for people about the API: the two viewers of the document.

pub(crate) mod page;
mod viewers;

pub(crate) use self::viewers::configure;
