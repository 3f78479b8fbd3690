/** The demo over HTTP: how it stands, and what is to befall it. There only while a demo runs. */
import type { Router } from 'express'
import { scenarioWanted, scenarios, type DemoState, type Scenario } from '../../../schema/demo.ts'
import { refuse } from './answer-errors.ts'
import { mustHave, viewerOf } from './viewer.ts'

export interface Demo {
  readonly state: DemoState
  befall(scenario: Scenario): DemoState
}

export function demoRoutes(api: Router, demo: Demo): void {
  api.get('/demo', (_request, response) => void response.json(demo.state))
  api.post('/demo/scenario', (request, response) => {
    mustHave(viewerOf(request), 'demo')
    const wanted = scenarioWanted.safeParse(request.body)
    if (wanted.success) response.json(demo.befall(wanted.data.scenario))
    else refuse(response, 'invalid-input', `scenario: one of ${scenarios.join(', ')}`)
  })
}
