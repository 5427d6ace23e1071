-- Where an attempt's time went, in ms. All null: it never had a connection. But for wait_ms, null: there was no such phase,
-- on a connection kept from before none of the three. Columns of two bytes: every attempt has them.
alter table attempts
  add column lookup_ms smallint,
  add column connect_ms smallint,
  add column tls_ms smallint,
  -- from the request until the status line, or until the attempt ended without one
  add column wait_ms smallint;
