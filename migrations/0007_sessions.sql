-- What a browser signed in with: an API key, ADMIN_API_KEY, or a portal link.
create table sessions (
  -- of the token: sha256; for ADMIN_API_KEY an HMAC keyed with it, so that these sessions end when it is changed and say
  -- nothing about it
  hash bytea primary key,
  kind text not null check (kind in ('api-key', 'admin', 'portal')),
  -- which ends its sessions when it is revoked
  api_key_id uuid check ((api_key_id is null) = (kind <> 'api-key')),
  role text not null check (role in ('admin', 'manage', 'emit', 'read')),
  -- null: of the instance
  workspace_id text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);

create table portal_links (
  -- sha256 of the token
  hash bytea primary key,
  workspace_id text not null,
  role text not null check (role in ('manage', 'read')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
