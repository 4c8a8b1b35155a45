mod roles;
mod standing;
