DROP TABLE idempotency_keys, job_errors, jobs, dead_letters, inbox, outbox_deliveries, outbox, orgs;
