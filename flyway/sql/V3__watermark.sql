-- How far each partition of the topic has come into this database. Moved in the transaction that writes the samples, so it
-- goes back with them when the database does: the sink then reads again what is missing.
create table metrics.watermark (
    topic_id      uuid        not null,
    partition     integer     not null,
    topic         text        not null,
    stored        bigint      not null,
    dead_lettered bigint      not null,
    skip_from     bigint      not null default 0,
    skip_to       bigint      not null default 0,
    made_at       timestamptz not null default now(),
    primary key (topic_id, partition)
) with (fillfactor = 50); -- Updated with every batch: room for the new version on the same page.

comment on table metrics.watermark is
    'How far each partition of the topic has come into this database; a topic made anew has another id, and rows of its own.';
comment on column metrics.watermark.stored is
    'Every record below this offset is a row, a reject, expired, or in metrics.unread.';
comment on column metrics.watermark.dead_lettered is
    'Every reject below this offset is in the dead-letter topic.';
comment on column metrics.watermark.skip_from is
    'A reader that comes here, or between here and skip_to, goes on at skip_to: see metrics.skip_to.';
comment on column metrics.watermark.made_at is 'When a sink first read this partition.';

create table metrics.unread (
    topic_id    uuid        not null,
    partition   integer     not null,
    from_offset bigint      not null,
    to_offset   bigint      not null,
    reason      text        not null,
    noticed_at  timestamptz not null default now(),
    primary key (topic_id, partition, from_offset)
);

comment on table metrics.unread is
    'Ranges of offsets (to_offset is the first one after) that never came into this database: destroyed by Kafka''s retention'
    ' before they were read (retention), or passed over by an operator (skipped).';

-- For operators: the sinks go on at this offset, within ten seconds and without a restart. What lies between is not stored,
-- and recorded in metrics.unread. As long as nothing behind it is stored, another call corrects it: what an offset that was
-- too high has made the sinks pass over is then read again.
create function metrics.skip_to(of_topic text, of_partition integer, to_offset bigint) returns bigint
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
declare
    mark  metrics.watermark;
    start bigint;
begin
    select * into mark from metrics.watermark w
    where w.topic = of_topic and w.partition = of_partition
    order by w.made_at desc limit 1 for update;
    if mark is null then
        raise exception 'no sink has read partition % of topic % yet', of_partition, of_topic;
    end if;
    start := case when mark.stored = mark.skip_to then mark.skip_from else mark.stored end;
    if to_offset <= start then
        raise exception 'everything below offset % is stored already', start;
    end if;
    update metrics.watermark w
    -- Never forward: of what is stored already, a reject may still wait for the dead-letter topic.
    set stored = to_offset, dead_lettered = least(w.dead_lettered, to_offset),
        skip_from = start, skip_to = skip_to.to_offset
    where w.topic_id = mark.topic_id and w.partition = mark.partition;
    insert into metrics.unread as known (topic_id, partition, from_offset, to_offset, reason)
    values (mark.topic_id, mark.partition, start, to_offset, 'skipped')
    on conflict (topic_id, partition, from_offset) do update set to_offset = excluded.to_offset, noticed_at = now();
    return to_offset - start;
end
$$;

revoke execute on function metrics.skip_to(text, integer, bigint) from public;

comment on function metrics.skip_to(text, integer, bigint) is
    'Makes the sinks pass over a partition''s records below this offset, for good; returns how many offsets that are.';

create view bi.unread as
select w.topic,
       u.topic_id::text          as topic_id,
       u.partition,
       u.from_offset,
       u.to_offset - 1           as to_offset,
       u.to_offset - u.from_offset as records,
       u.reason,
       u.noticed_at
from metrics.unread u
join metrics.watermark w using (topic_id, partition);

comment on view bi.unread is
    'Records of Kafka that never came into this database: destroyed by Kafka''s retention before they were read, or passed'
    ' over by an operator. Empty unless something is wrong.';
comment on column bi.unread.topic is 'Topic that held them.';
comment on column bi.unread.topic_id is 'Tells the topic from another one of the same name.';
comment on column bi.unread.partition is 'Partition of the topic.';
comment on column bi.unread.from_offset is 'First missing offset.';
comment on column bi.unread.to_offset is 'Last missing offset.';
comment on column bi.unread.records is 'How many offsets are missing.';
comment on column bi.unread.reason is 'retention: destroyed before they were read; skipped: an operator''s metrics.skip_to.';
comment on column bi.unread.noticed_at is 'When that was noticed or done.';

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
        grant insert on metrics.loss, metrics.rejected, metrics.expired, metrics.unread to metrics_writer;
        grant execute on function metrics.ensure_partition(date) to metrics_writer;
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
