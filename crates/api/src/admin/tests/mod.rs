mod audit;
mod oversight;
mod roles;
mod settings;
mod standing;
mod users;
