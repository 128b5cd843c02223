-- Run once by the image, as the superuser, on a new data directory. psql takes the passwords from the secrets' files; a
-- statement that fails is not logged with them.
\set ON_ERROR_STOP on
\set owner_password `cat /run/secrets/metrics_owner`
\set writer_password `cat /run/secrets/metrics_writer`
\set reader_password `cat /run/secrets/bi_reader`
set log_min_error_statement = panic;

create role metrics_owner login password :'owner_password';
create role metrics_writer login password :'writer_password';
create role bi_reader login password :'reader_password' connection limit 20;
alter role bi_reader set default_transaction_read_only = on;
alter role bi_reader set statement_timeout = '60s';
alter role bi_reader set search_path = bi;

-- What writer and reader may do is granted by the migrations.
alter database metrics owner to metrics_owner;
revoke all on database metrics from public;
revoke all on schema public from public;

-- PostgreSQL lets everybody make large objects, also who may write nothing else.
revoke execute on function lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) from public;
