import { en, type TextKey } from './en.ts'
export const ar: Record<TextKey, string> = { ...en }
