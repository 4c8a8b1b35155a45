//! Keys that the server made for itself.

use diesel::prelude::*;
use scheduler_domain::auth::SecretRepo;
use scheduler_domain::store::StoreError;

use super::DieselTx;
use crate::schema::secrets;

impl SecretRepo for DieselTx<'_> {
    fn find(&mut self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|conn| {
            Ok(secrets::table
                .filter(secrets::name.eq(name))
                .select(secrets::secret)
                .first(conn)
                .optional()?)
        })
    }

    fn insert(&mut self, name: &str, secret: &[u8]) -> Result<(), StoreError> {
        self.write_one(|conn| {
            diesel::insert_into(secrets::table)
                .values((secrets::name.eq(name), secrets::secret.eq(secret)))
                .execute(conn)
        })
    }
}
