/** The screens over HTTP: which there are, and what they are told. What somebody tells them is on record. */
import type { Router } from 'express'
import { screenOrder, type ScreenOrder, type ScreensSeen, type ScreensTold } from '../../../schema/screens.ts'
import type { Viewer } from '../../../schema/access/viewer.ts'
import type { By } from '../../commands/verb.ts'
import { refuse } from './answer-errors.ts'
import { byOf, mustHave, viewerOf } from './viewer.ts'

export interface ScreensAsked {
  seen(viewer: Viewer): Promise<ScreensSeen>
  tell(order: ScreenOrder, by: By): Promise<ScreensTold>
}

export function screenRoutes(api: Router, screens: ScreensAsked): void {
  api.get('/screens', async (request, response) => {
    mustHave(viewerOf(request), 'screens')
    response.json(await screens.seen(viewerOf(request)))
  })
  api.post('/screens/tell', async (request, response) => {
    mustHave(viewerOf(request), 'screens')
    const order = screenOrder.safeParse(request.body)
    if (order.success) {
      const result = await screens.tell(order.data, byOf(request))
      response.json({ ok: true, result })
    } else {
      const [issue] = order.error.issues
      refuse(response, 'invalid-input', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`)
    }
  })
}
