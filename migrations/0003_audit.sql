-- Who changed or revealed what, and when: names and ids, never a value.
create table audit (
  id uuid primary key,
  -- null: of the instance
  workspace_id text,
  at timestamptz not null default now(),
  -- the public id of the API key, or 'admin' for the instance's own ADMIN_API_KEY
  actor text not null,
  action text not null,
  -- public ids, a workspace's own id
  targets text[] not null,
  -- names of the fields that were set
  changes text[] not null
);
create index audit_by_workspace on audit (workspace_id, id);
