-- The same ids as before, each in one expression without a FROM: Postgres puts that in the place of the call, where a
-- function with a query in it is started anew for every row.

create or replace function posthorn_new_uuid() returns uuid
language sql volatile parallel safe as $$
  -- from a random UUID, a version 4, whose variant is that of a version 7 too
  select (
    encode(substr(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint), 3), 'hex')
    || '-7' || substr(gen_random_uuid()::text, 16)
  )::uuid
$$;

create or replace function posthorn_delivery_id(event_id uuid, webhook_id uuid) returns uuid
language sql immutable parallel safe as $$
  select overlay(
    substr(event_id::text, 1, 14) || '7' || substr(encode(sha256(uuid_send(event_id) || uuid_send(webhook_id)), 'hex'), 1, 18)
    placing '8' from 19 for 0
  )::uuid
$$;
