-- As the administrator whom the service gives you: it may create roles and databases, and is no superuser.
--   psql "host=… user=… dbname=postgres sslmode=verify-full" -f roles.sql
-- Then give each its password, which psql hashes before it sends it: \password metrics_owner, metrics_writer, bi_reader
\set ON_ERROR_STOP on
create role metrics_owner login;
create role metrics_writer login;
create role bi_reader login connection limit 20;
alter role bi_reader set default_transaction_read_only = on;
alter role bi_reader set statement_timeout = '60s';
alter role bi_reader set search_path = bi;

-- A database can be given only to a role that one is a member of.
grant metrics_owner to current_user;
create database metrics owner metrics_owner;

\connect metrics
set role metrics_owner;
revoke all on database metrics from public;
revoke all on schema public from public;
reset role;
revoke metrics_owner from current_user;
