-- A name as it sounds to whoever types it, as plainName (schema/duplicates.ts) has it: Østergaard is found by Ostergaard, أحمد by احمد.
create function plain_name(name text) returns text language sql immutable strict parallel safe as $$
  select regexp_replace(
    replace(replace(
      translate(lower(normalize(name, NFKD)), 'øØłŁđĐÆٱىة', 'oollddæايه'),
      'ß', 'ss'), 'æ', 'ae'),
    -- accents, the tatweel and vowel signs; blanks, and what is no letter
    '[\u0300-\u036f\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\s!-/:-@\[-`{-~\u00b7\u2010-\u2027]', '', 'g')
$$;
create index on patient (plain_name(family) text_pattern_ops);
create index on patient (plain_name(given) text_pattern_ops);
