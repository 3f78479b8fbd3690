/**
 * Zod would make a program of each schema, as text, and be told by the browser that this page makes none (the content
 * security policy). Said to it before the first schema is made: so this is the first thing that main.ts imports.
 */
import { config } from 'zod'

config({ jitless: true })
