-- When a program's token was used last. Apart from the token, and not published: it changes all day, and screens have no use for it.
create table token_use (
  token_id bigint primary key references token,
  at       timestamptz not null
);
