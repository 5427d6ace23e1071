-- A webhook is disabled after five days without a success. Both times are kept by what is rare: a person's press, and
-- the leader's look at a webhook that fails; no attempt writes to webhooks.
alter table webhooks
  -- when a person last enabled or resumed it, or when it was made: five days begin anew
  add column enabled_at timestamptz not null default now(),
  -- the newest success that such a look found; there may be newer ones
  add column succeeded_at timestamptz;
