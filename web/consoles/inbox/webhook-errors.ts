/** What is missing or impossible in what was typed of a webhook, field by field. Pure. */
import { isWebhookUrl } from '../../../schema/webhooks.ts'

export interface TypedWebhook {
  name: string
  url: string
  events: readonly string[]
}

export type WebhookError = 'name' | 'name-taken' | 'url' | 'events'

/** @param others names that are taken at the site */
export function webhookErrors(
  { name, url, events }: TypedWebhook,
  others: readonly string[],
): { field: keyof TypedWebhook; error: WebhookError }[] {
  const found: { field: keyof TypedWebhook; error: WebhookError }[] = []
  if (name.trim() === '') found.push({ field: 'name', error: 'name' })
  else if (others.includes(name.trim())) found.push({ field: 'name', error: 'name-taken' })
  if (!isWebhookUrl(url.trim())) found.push({ field: 'url', error: 'url' })
  if (events.length === 0) found.push({ field: 'events', error: 'events' })
  return found
}
