mod roles;
mod standing;
mod users;
