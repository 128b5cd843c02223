-- scale.hosts hosts with scale.days days of minutes, four times that of hours, and two hours of raw samples, about which
-- ExampleQueriesIT knows the truth. Host n is n/hosts of the way from idle to busy; beside that:
--   host-1  its disk fills by one percent a day and is 80 % full now
--   host-2  a storm of interrupts, 5 hours ago
--   host-3  nothing for the first 60 minutes of yesterday, and half of the samples in the next 60
--   host-4  silent for three days
--   host-5  ten percent more CPU in the last seven days
set time zone 'UTC';

create temporary view shape as
select current_setting('scale.hosts')::integer as hosts,
       current_setting('scale.days')::integer  as days,
       date_trunc('minute', now(), 'UTC')      as this_minute,
       date_trunc('day', now(), 'UTC')         as today;

insert into bi.host (host_id, host, first_seen_at)
select n, 'host-' || n, today - 4 * days * interval '1 day' from shape, generate_series(1, hosts) as n;

insert into metrics.producer (producer_key, producer_id, host_id)
select host_id, gen_random_uuid(), host_id from bi.host;

-- Workdays from 9 to 17 are busy, 3 o'clock is quiet.
create function pg_temp.cpu(n bigint, hosts integer, at timestamptz) returns double precision
    language sql immutable
return 10 + 50.0 * n / hosts
    + case when extract(hour from at at time zone 'UTC') = 3 then -5
           when extract(isodow from at at time zone 'UTC') < 6
                and extract(hour from at at time zone 'UTC') between 9 and 16 then 20
           else 0 end;

create function pg_temp.rollup(bucket text, since timestamptz, until timestamptz) returns setof bi.host_minute
    language sql
    set jit = off
as $$
select h.host_id, b.at, (b.at at time zone 'UTC')::date, w.expected / w.share, w.expected, 0, w.expected - w.expected / w.share,
       least(100, 100.0 / w.share), v.cpu, v.cpu - 5, v.cpu + 10, v.memory - 1, v.memory - 2, v.memory, v.disk, v.disk, v.disk,
       v.memory * 160e6, (v.memory * 160e6)::bigint, (v.memory * 160e6)::bigint,
       500 * h.host_id * w.expected, 1000 * h.host_id, 0, 2000 * h.host_id,
       1000 * h.host_id * w.expected, 2000 * h.host_id, 0, 4000 * h.host_id,
       1000, 900, case when h.host_id = 2 and b.at = date_trunc(bucket, s.this_minute - interval '5 hours', 'UTC')
                       then 50000 else 1100 end,
       2000, 1500, 3000
from shape s
cross join bi.host h
cross join generate_series(since, least(until - interval '1 minute', s.this_minute), ('1 ' || bucket)::interval) as b (at)
cross join lateral (
    select case bucket when 'hour' then 7200 else 120 end as expected,
           case when h.host_id = 3 and b.at >= s.today - interval '23 hours' and b.at < s.today - interval '22 hours'
                then 2 else 1 end as share
) as w
cross join lateral (
    select pg_temp.cpu(h.host_id, s.hosts, b.at)
               + case when h.host_id = 5 and b.at >= s.today - interval '7 days' then 10 else 0 end as cpu,
           40 + 50.0 * h.host_id / s.hosts as memory,
           case when h.host_id = 1 and b.at > s.this_minute - interval '30 days'
                then 80 + extract(epoch from b.at - s.this_minute) / 86400 else 50 end as disk
) as v
where not (h.host_id = 3 and b.at >= s.today - interval '24 hours' and b.at < s.today - interval '23 hours')
  and not (h.host_id = 4 and b.at >= s.this_minute - interval '3 days')
$$;

-- Day by day, as time does: so the rows of a time lie together.
create procedure pg_temp.fill(bucket text, days_back integer)
    language plpgsql
as $$
declare
    names text := (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
                   where attrelid = 'bi.host_minute'::regclass and attnum > 2 and attgenerated = '' and not attisdropped);
    day   timestamptz;
begin
    for day in select generate_series(s.today - days_back * interval '1 day', s.today, interval '1 day') from shape s loop
        execute format('insert into bi.%I (host_id, %I, %s) select host_id, minute, %s from pg_temp.rollup(%L, %L, %L)'
                       ' order by minute, host_id',
                       'host_' || bucket, bucket, names, names, bucket, day, day + interval '1 day');
    end loop;
end
$$;

call pg_temp.fill('minute', current_setting('scale.days')::integer);
call pg_temp.fill('hour', 4 * current_setting('scale.days')::integer);

-- Host n's samples take n tenths of a second to be stored. Four days have partitions, one of which has samples, or two.
do $$ begin
    perform metrics.ensure_partition((today + d * interval '1 day')::date) from shape, generate_series(-3, 0) as d;
end $$;

insert into metrics.host_sample (host_id, sampled_at, producer_key, sequence, interval_millis, cpu_usage_percent, stored_at)
select h.host_id, at, h.host_id, row_number() over (partition by h.host_id order by at) - 1, 1000,
       pg_temp.cpu(h.host_id, hosts, at), at + h.host_id * interval '100 milliseconds'
from shape, bi.host h, generate_series(now() - interval '2 hours', now(), interval '1 second') as at
where h.host_id <> 4
order by at, h.host_id;
