mod audit;
mod roles;
mod standing;
mod users;
