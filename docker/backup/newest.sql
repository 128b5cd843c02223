-- What the sink tells Prometheus: when the newest verified backup was complete, from the directory itself. Null before the
-- first. Made by the superuser at each backup, since nobody else may look there; a deployment without backups has none.
set client_min_messages = warning;
create schema if not exists backup;
grant usage on schema backup to public;
create or replace function backup.newest() returns timestamptz
    language sql security definer set search_path = pg_catalog, pg_temp
return (select max(name::timestamptz) from pg_ls_dir('/backups/base', true, false) as name
        where name not like '.%');
comment on function backup.newest() is 'When the newest verified backup was complete.';
