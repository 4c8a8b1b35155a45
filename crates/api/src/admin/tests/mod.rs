mod audit;
mod roles;
mod settings;
mod standing;
mod users;
