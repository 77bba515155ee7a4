"""What every version changed in the tables; run by `storage.migrating`."""
