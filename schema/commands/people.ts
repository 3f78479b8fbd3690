/** People with an account: who is let in, and what they are where. Their passwords are their own, and in no command. */
import { z } from 'zod'
import { roleNames } from '../access/roles.ts'
import { placeCode, siteCode } from '../terms.ts'
import { login } from '../access/sign-in.ts'

/** A wall is never a person. */
const role = z.enum(roleNames).exclude(['wall'])
const person_id = z.number().int()
const why = z.string().trim().min(1).max(500)
const onePerson = z.object({ person_id }).strict()
const link = z
  .string()
  .optional()
  .describe('lets them in once, within 72 hours, to choose a password: shown now and never again')
const group = z.string().trim().min(1).max(200).describe('as the identity provider names it')
const place = {
  site: siteCode.nullable().describe('null: everywhere'),
  unit: placeCode.nullable().describe('null: all of the site'),
}

export const people = {
  invite: {
    summary: 'Somebody is to have an account here; the link in the answer lets them in once',
    input: z.object({ login, name: z.string().trim().min(1).max(200), role, ...place }).strict(),
    result: z.object({ person_id, link }),
  },
  grant: {
    summary: 'Somebody is given a role at a place',
    input: z.object({ person_id, role, ...place }).strict(),
    result: z.object({ person_grant_id: z.number().int() }),
  },
  'revoke-grant': {
    summary: 'A role is taken from somebody; what they look at there ends at once',
    input: z.object({ person_grant_id: z.number().int() }).strict(),
    result: z.object({
      person_id,
      role: z.string(),
      site: z.string().nullable(),
      unit: z.string().nullable(),
    }),
  },
  disable: {
    summary: 'Somebody is let in no more; all that is open of theirs ends at once',
    input: z.object({ person_id, why }).strict(),
    result: z.object({ sessions: z.number().int() }),
  },
  enable: {
    summary: 'Somebody who was disabled is let in again',
    input: onePerson,
    result: onePerson,
  },
  'end-sessions': {
    summary: 'All that is open of somebody’s ends at once; they may sign in again',
    input: onePerson,
    result: z.object({ sessions: z.number().int() }),
  },
  'reset-factors': {
    summary:
      'Somebody lost their telephone or forgot their password: all of it is gone, and the link lets them in once',
    input: onePerson,
    result: z.object({ sessions: z.number().int(), link }),
  },
  'require-factor': {
    summary:
      'Who has one of these roles there must have a second factor: without one they are led to add it when they sign in, before anything else',
    input: z.object({ site: place.site, roles: z.array(role).max(20) }).strict(),
    result: z.object({ was: z.array(z.string()) }),
  },
  'map-group': {
    summary: 'Who is in this group of the identity provider has this role here, from their next sign-in on',
    input: z.object({ group, role, ...place }).strict(),
    result: z.object({ group_grant_id: z.number().int() }),
  },
  'unmap-group': {
    summary: 'A group of the identity provider is nothing here any more, from the next sign-in of each on',
    input: z.object({ group_grant_id: z.number().int() }).strict(),
    result: z.object({
      group: z.string(),
      role: z.string(),
      site: z.string().nullable(),
      unit: z.string().nullable(),
    }),
  },
} as const
