mod audit;
mod roles;
mod standing;
