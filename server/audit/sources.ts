/** What goes on record, and how each kind of it is told in one form. */

interface Source {
  from: string
  /** Its own number. */
  id: string
  /** A number by which new ones come last. */
  mark: string
  /** Those whose mark is $1 or more, so that an index finds them. */
  since: string
  /** In the form of the chain. */
  told: string
  /** What it says, column for column: a column that comes later is not part of what was sealed before. */
  says: string
}

/** Under which emergency somebody was there then. */
const emergency = (person: string, at: string): string =>
  `(select max(emergency_id) from emergency m
     where m.person_id = ${person} and ${at} >= m.began_at and ${at} <= coalesce(m.ended_at, m.until))`

/** What somebody was, where, at an instant: just before it, or from it on. */
const rights = (person: string, when: 'before' | 'after'): string => {
  const [given, ended] = when === 'before' ? ['<', '>='] : ['<=', '>']
  return `(select jsonb_build_object(
      'let_in', not exists (select from person p where p.person_id = ${person} and p.disabled_at ${given} a.at),
      'roles', coalesce((select jsonb_agg(concat_ws('/', g.role, coalesce(g.site, '*'), g.unit) order by g.person_grant_id)
                 from person_grant g where g.person_id = ${person}
                  and g.granted_at ${given} a.at and coalesce(g.ended_at, 'infinity') ${ended} a.at), '[]')))`
}
/** Whose rights an act changed. */
const WHOSE = `coalesce((a.input ->> 'person_id')::bigint, (a.result ->> 'person_id')::bigint)`

const act: Source = {
  from: 'act a',
  id: 'a.act_id',
  mark: 'a.act_id',
  since: 'a.act_id >= $1',
  told: `a.at, a.who, a.person_id, a.token_id, null::bigint as screen_id,
           a.command as what, null as refused, a.site, null as unit,
           array(select distinct p from unnest(a.patient_ids || array(
             select patient_id from encounter where encounter_id = any (a.encounter_ids))) p order by 1) as patient_ids,
           ${emergency('a.person_id', 'a.at')} as emergency_id,
           jsonb_build_object('door', a.door) || case when a.command like 'people/%' and ${WHOSE} is not null
             then jsonb_build_object('of', ${WHOSE}, 'before', ${rights(WHOSE, 'before')}, 'after', ${rights(WHOSE, 'after')})
             else '{}' end as details`,
  says: 'a.act_id, a.at, a.door, a.who, a.command, a.key, a.input, a.result, a.site, a.bed_ids, a.encounter_ids, a.patient_ids, a.inbound_id, a.person_id, a.token_id',
}

const look: Source = {
  from: 'look l',
  id: 'l.look_id',
  mark: 'l.look_id',
  since: 'l.look_id >= $1',
  told: `l.at, l.who, l.person_id, l.token_id, l.screen_id, l.what, l.refused,
           l.site, l.unit, l.patient_ids, ${emergency('l.person_id', 'l.at')} as emergency_id,
           jsonb_strip_nulls(jsonb_build_object('level', l.level, 'asked', nullif(l.asked, '{}'), 'found', l.found,
             'hour', l.hour, 'session', l.session_id)) as details`,
  says: 'l.look_id, l.at, l.person_id, l.token_id, l.screen_id, l.session_id, l.who, l.what, l.site, l.unit, l.level, l.asked, l.patient_ids, l.found, l.refused, l.hour',
}

const signIn: Source = {
  from: 'sign_in i left join person p using (person_id)',
  id: 'i.sign_in_id',
  mark: 'i.sign_in_id',
  since: 'i.sign_in_id >= $1',
  told: `i.at, coalesce(p.name, 'nobody who is known') as who, i.person_id,
           null::bigint as token_id, null::bigint as screen_id, 'sign-in' as what, i.refused, null as site, null as unit,
           '{}'::bigint[] as patient_ids, null::bigint as emergency_id,
           jsonb_strip_nulls(jsonb_build_object('how', i.how, 'session', i.session_id, 'address', i.address, 'agent', i.agent)) as details`,
  says: 'i.sign_in_id, i.at, i.person_id, i.how, i.refused, i.session_id, i.address, i.agent',
}

/** A session is history once it has ended; there is no number that says in which order they did. */
const signOut: Source = {
  from: 'session s join person p using (person_id)',
  id: 's.session_id',
  mark: 'extract(epoch from s.ended_at)',
  since: 's.ended_at >= to_timestamp($1)',
  told: `s.ended_at as at, p.name as who, s.person_id,
           null::bigint as token_id, null::bigint as screen_id, 'sign-out' as what, null as refused, null as site, null as unit,
           '{}'::bigint[] as patient_ids, null::bigint as emergency_id,
           jsonb_build_object('why', s.ended_why, 'session', s.session_id, 'began_at', s.began_at) as details`,
  says: 's.session_id, s.person_id, s.began_at, s.how, s.address, s.agent, s.ended_at, s.ended_why',
}

const sources = { act, look, 'sign-in': signIn, 'sign-out': signOut } as const satisfies Record<
  string,
  Source
>
export type SourceName = keyof typeof sources
export const sourceNames = Object.keys(sources) as SourceName[]

const hashOf = ({ says }: Source): string =>
  `encode(sha256(convert_to(jsonb_build_array(${says})::text, 'UTF8')), 'hex')`

/** $1: the lowest mark to look at; $2: how many. What is on record of this source and not in the chain, oldest first. */
export function unsealedSql(name: SourceName): string {
  const { from, id, mark, since, told } = sources[name]
  return `
    select ${AS_TEXT}, x.source, x.mark::float8 as mark from (
      select '${name}' as kind, ${id} as source_id, ${told}, ${hashOf(sources[name])} as source,
             ${mark} as mark
        from ${from}
       where ${since}
         and not exists (select from audit z where z.kind = '${name}' and z.source_id = ${id})
       order by ${mark} limit $2) x`
}

/** $1: numbers. A hash of what stands there now. */
export function sourceHashSql(name: SourceName): string {
  const { from, id } = sources[name]
  return `select ${id} as source_id, ${hashOf(sources[name])} as source from ${from} where ${id} = any ($1::bigint[])`
}

/** The columns of a row `x` of the chain as text, as chain.ts wants them. */
export const AS_TEXT = `x.at::text as at, x.kind, x.source_id::text as source_id, x.who, x.person_id::text as person_id,
  x.token_id::text as token_id, x.screen_id::text as screen_id, x.what, x.refused, x.site, x.unit,
  x.patient_ids::text as patient_ids, x.emergency_id::text as emergency_id, x.details::text as details`
