-- Events of any JSON topic, as they came. The identity of an event is its event_id, where it has one, and its place in Kafka;
-- whichever is known already makes it a duplicate. Not partitioned: an event may come again on a later day, and a key over all
-- days is what keeps it from becoming a second row.
create table metrics.event (
    topic         text        not null,
    event_id      text,
    key           text,
    event_time    timestamptz not null,
    received_at   timestamptz not null,
    topic_id      uuid        not null,
    partition     integer     not null,
    record_offset bigint      not null,
    stored_at     timestamptz not null default now(),
    payload       jsonb       not null,
    primary key (topic_id, partition, record_offset),
    unique (topic, event_id)
);

create index event_by_age on metrics.event (stored_at);

comment on table metrics.event is 'One row for each event of the topics in sink.events.topics.';
comment on column metrics.event.event_id is 'What the payload calls so, if it does.';
comment on column metrics.event.key is 'Key of the record: text, or \x and hexadecimal digits when it is none.';
comment on column metrics.event.event_time is 'When it happened, by the payload; where that does not say, received_at.';
comment on column metrics.event.received_at is
    'Time of the record: as a rule when Kafka received it; of a topic with CreateTime by the clock of whoever sent it.';
comment on column metrics.event.stored_at is 'When the row was made. Retention goes by this.';

comment on column metrics.watermark.dead_lettered is
    'Below it, all that goes on to Kafka is there: rejected records in the dead-letter topic, events in the topic that they are sent on to.';

-- For people of whom somebody may know more than an analyst does: no role of ours reads it.
create schema personal;

comment on schema personal is 'Views with personal fields. Nobody reads them until the owner says who may.';

create table bi.login_hour (
    hour        timestamptz not null,
    device_type text        not null,
    app_version text        not null,
    locale      text        not null,
    logins      bigint      not null,
    primary key (hour, device_type, app_version, locale)
) with (fillfactor = 50); -- Updated with every batch: room for the new version on the same page.

comment on table bi.login_hour is
    'How many users logged in, by hour and by what with. Counted once each, as they are stored, and outlives the single events:'
    ' one that comes again after its row is gone counts again.';
comment on column bi.login_hour.hour is 'Start of the hour.';
comment on column bi.login_hour.device_type is 'android, ios, web or another one; unknown when the login does not say.';
comment on column bi.login_hour.app_version is 'Version of the app, as 2.3.0; unknown when the login does not say.';
comment on column bi.login_hour.locale is 'Language and country of the app, as de-DE; unknown when the login does not say.';
comment on column bi.login_hour.logins is 'Number of logins.';

-- Sees what became a row and nothing else: in the same transaction, so none is counted twice or not at all.
create function metrics.count_logins() returns trigger
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into bi.login_hour as known (hour, device_type, app_version, locale, logins)
    select date_trunc('hour', e.event_time, 'UTC'),
           coalesce(e.payload ->> 'device_type', 'unknown'),
           coalesce(e.payload ->> 'app_version', 'unknown'),
           coalesce(e.payload ->> 'locale', 'unknown'),
           count(*)
    from stored e
    where e.topic = 'user-login'
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4 -- or two sinks wait for each other
    on conflict (hour, device_type, app_version, locale) do update set logins = known.logins + excluded.logins;
    return null;
end
$$;

revoke execute on function metrics.count_logins() from public;

create trigger count_logins after insert on metrics.event
    referencing new table as stored for each statement execute function metrics.count_logins();

create view personal.login as
select e.event_id,
       e.event_time              as logged_in_at,
       e.payload ->> 'user_id'     as user_id,
       e.payload ->> 'ip'          as ip,
       e.payload ->> 'device_id'   as device_id,
       e.payload ->> 'device_type' as device_type,
       e.payload ->> 'app_version' as app_version,
       e.payload ->> 'locale'      as locale
from metrics.event e
where e.topic = 'user-login';

comment on view personal.login is 'Every login that is kept.';
comment on column personal.login.event_id is 'Identity of the login.';
comment on column personal.login.logged_in_at is 'When the user logged in.';
comment on column personal.login.user_id is 'Who logged in.';
comment on column personal.login.ip is 'Address that the login came from; null when it is none.';
comment on column personal.login.device_id is 'Device that the login came from.';
comment on column personal.login.device_type is 'android, ios, web or another one.';
comment on column personal.login.app_version is 'Version of the app.';
comment on column personal.login.locale is 'Language and country of the app.';

-- Whatever the API gives must not make the view fail: what is no number within reason is null.
create view personal.person as
select distinct on (p.person_key)
       ('x' || left(encode(sha256(convert_to(p.person_key, 'UTF8')), 'hex'), 15))::bit(60)::bigint as person_id,
       p.person_key,
       p.item #>> '{name,first}'        as first_name,
       p.item #>> '{name,last}'         as last_name,
       p.item ->> 'gender'              as gender,
       p.item #>> '{dob,date}'          as born_at,
       jsonb_path_query_first(p.item, '$.dob.age ? (@ >= 0 && @ <= 150)')::integer as age_years,
       p.item ->> 'email'               as email,
       p.item ->> 'phone'               as phone,
       p.item ->> 'cell'                as cell,
       p.item #>> '{login,username}'    as username,
       p.item #>> '{location,city}'     as city,
       p.item #>> '{location,postcode}' as postcode,
       p.item #>> '{location,country}'  as country,
       p.item ->> 'nat'                 as nationality,
       p.event_time                     as seen_at
from (
    select coalesce(e.key, e.payload #>> '{item,login,uuid}') as person_key,
           e.payload -> 'item' as item,
           e.event_time, e.received_at, e.record_offset
    from metrics.event e
    where e.topic = 'users') as p
where p.person_key is not null
order by p.person_key, p.event_time desc, p.received_at desc, p.record_offset desc;

comment on view personal.person is 'The newest state of every person that is kept, all fields.';
comment on column personal.person.person_id is 'First 60 bits of the SHA-256 of person_key.';
comment on column personal.person.person_key is 'Key of the record, or the person''s uuid.';
comment on column personal.person.first_name is 'First name.';
comment on column personal.person.last_name is 'Last name.';
comment on column personal.person.gender is 'Gender, in the API''s word.';
comment on column personal.person.born_at is 'Time of birth, as the API writes it.';
comment on column personal.person.age_years is 'Age, years.';
comment on column personal.person.email is 'Address for mail.';
comment on column personal.person.phone is 'Number of the telephone.';
comment on column personal.person.cell is 'Number of the mobile telephone.';
comment on column personal.person.username is 'Name to log in with.';
comment on column personal.person.city is 'City.';
comment on column personal.person.postcode is 'Code of the city.';
comment on column personal.person.country is 'Country.';
comment on column personal.person.nationality is 'Nationality, as two letters.';
comment on column personal.person.seen_at is 'When the API gave this state.';

create view bi.person as
select p.person_id, p.gender, p.age_years, p.country, p.nationality, p.seen_at from personal.person p;

comment on view bi.person is 'The newest state of every person that is kept, without what tells who it is.';
comment on column bi.person.person_id is 'Tells one person from another, without a name.';
comment on column bi.person.gender is 'Gender, in the API''s word.';
comment on column bi.person.age_years is 'Age, years.';
comment on column bi.person.country is 'Country.';
comment on column bi.person.nationality is 'Nationality, as two letters.';
comment on column bi.person.seen_at is 'When the API gave this state.';

-- As before, of every topic.
create or replace view bi.reject_by_reason as
select (r.rejected_at at time zone 'UTC')::date as date_utc,
       r.reason,
       count(*)           as records,
       min(r.rejected_at) as first_rejected_at,
       max(r.rejected_at) as last_rejected_at,
       w.topic
from metrics.rejected r
left join metrics.watermark w using (topic_id, partition)
group by 1, 2, w.topic;

comment on view bi.reject_by_reason is
    'Records of Kafka that are no sample or event, by topic and by the day of their rejection. Their bytes are in the topic''s'
    ' dead-letter topic.';
comment on column bi.reject_by_reason.topic is 'Topic that held them.';

create function metrics.delete_expired_events(keep interval, keep_hours interval) returns integer
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
declare
    events integer;
begin
    delete from metrics.event where ctid = any (array(
        select e.ctid from metrics.event e
        where e.stored_at < now() - greatest(keep, interval '1 day')
        order by e.stored_at limit 1000));
    get diagnostics events = row_count;
    delete from bi.login_hour where ctid = any (array(
        select l.ctid from bi.login_hour l
        where l.hour < now() - case when keep_hours is not null then greatest(keep_hours, interval '1 day') end
        order by l.hour limit 10000));
    return events;
end
$$;

revoke execute on function metrics.delete_expired_events(interval, interval) from public;

comment on function metrics.delete_expired_events(interval, interval) is
    'Deletes up to 1000 events stored longer ago than the first, and returns how many there were; and hours of logins older than the second'
    ' (null: none).';

create or replace function metrics.grant_roles() returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    owns_database boolean := (select pg_has_role(datdba, 'usage') from pg_database where datname = current_database());
begin
    -- The sink: what its statements need, and no DDL. Partitions need no grants: it writes through the parent.
    if to_regrole('metrics_writer') is not null then
        if owns_database then
            -- Temporary: the table through which a refused batch is written again.
            execute format('grant connect, temporary on database %I to metrics_writer', current_database());
        end if;
        grant usage on schema metrics, bi to metrics_writer;
        grant select on metrics.flyway_schema_history to metrics_writer;
        grant select, insert on bi.host, metrics.producer, metrics.host_sample to metrics_writer;
        grant select, insert, update on metrics.producer_progress, metrics.watermark to metrics_writer;
        grant insert on metrics.loss, metrics.rejected, metrics.expired, metrics.unread, metrics.touched, metrics.event
            to metrics_writer;
        -- For the worker that looks for anomalies.
        grant select, insert, update on metrics.anomaly, metrics.baseline, metrics.watched to metrics_writer;
        grant select, update on metrics.watch to metrics_writer;
        -- For the live page.
        grant select on bi.host_minute, bi.sample_gap to metrics_writer;
        -- For the insights.
        grant select on bi.login_hour, bi.person to metrics_writer;
        grant execute on function metrics.ensure_partition(date), metrics.roll_up(), metrics.drop_expired(interval),
            metrics.delete_expired(interval, interval), metrics.delete_expired_events(interval, interval) to metrics_writer;
    end if;

    -- Analysts and their tools: schema bi alone, whose views read the rest with their owner's rights. Without REFERENCES
    -- some tools see no keys.
    if to_regrole('bi_reader') is not null then
        if owns_database then
            execute format('grant connect on database %I to bi_reader', current_database());
        end if;
        grant usage on schema bi to bi_reader;
        grant select, references on all tables in schema bi to bi_reader;
        alter default privileges in schema bi grant select, references on tables to bi_reader;
    end if;
end
$$;

do $$ begin perform metrics.grant_roles(); end $$;
