import * as budget from '../../../api/alert-budget.ts'
import * as groups from '../../../api/alert-groups.ts'
import * as alerts from '../../../api/alerts.ts'
import * as metrics from '../../../api/metrics.ts'
import * as quiet from '../../../api/quiet.ts'
import * as proposals from '../../../api/rule-proposals.ts'
import * as rules from '../../../api/rules.ts'
import * as withheld from '../../../api/withheld.ts'
import { RULE_PROBLEM_WORDS, ruleSentence } from '../../../text/watch.ts'
import { type App, serve } from '../../platform/serve.ts'
import { serveExport } from '../exports/index.ts'
import { actOnAlert } from './act.ts'
import { actTogether } from './act-together.ts'
import { saveByHand, tuneByHand } from './by-hand.ts'
import { drawAlerts } from './export-alerts.ts'
import { finishTask } from './finish-task.ts'
import { addQuiet, endQuiet, readQuiet } from './keep-quiet.ts'
import { previewRule, readDetectability } from './preview-rule.ts'
import { acceptProposal, declineProposal, listProposals, needSecondPerson } from './proposals.ts'
import { getAlert } from './read-alert.ts'
import { listAlerts } from './read-alerts.ts'
import { readAssignees } from './read-assignees.ts'
import { listGroups, readGroup } from './read-groups.ts'
import { listMetrics, readMetrics, readSeries } from './read-metrics.ts'
import { readReaders } from './read-readers.ts'
import { getRule, listRules } from './read-rules.ts'
import { listWithheld } from './read-withheld.ts'
import { problemsOf } from './save-rule.ts'
import { readBudget, setBudget } from './set-budget.ts'

export function watchRoutes(app: App): void {
  serve(app, alerts.listAlerts, (ctx, { query }) => listAlerts(ctx, query))
  serveExport(app, alerts.exportAlerts, 'alerts', drawAlerts)
  serve(app, alerts.getAlert, (ctx, { params, query }) => getAlert(ctx, params.id, query.asOf))
  serve(app, alerts.alertAssignees, (ctx, { params }) => readAssignees(ctx, params.id))
  serve(app, alerts.alertReaders, (ctx, { params }) => readReaders(ctx, params.id))
  serve(app, alerts.acknowledgeAlert, (ctx, { params, body }) =>
    actOnAlert(ctx, { id: params.id, version: body.version }, { kind: 'acknowledge' }),
  )
  serve(app, alerts.startAlert, (ctx, { params, body: { version, ...body } }) =>
    actOnAlert(ctx, { id: params.id, version }, { kind: 'start', ...body }),
  )
  serve(app, alerts.resolveAlert, (ctx, { params, body: { version, ...body } }) =>
    actOnAlert(ctx, { id: params.id, version }, { kind: 'resolve', ...body }),
  )
  serve(app, alerts.reviewAlert, (ctx, { params, body: { version, ...body } }) =>
    actOnAlert(ctx, { id: params.id, version }, { kind: 'review', ...body }),
  )
  serve(app, alerts.silenceAlert, (ctx, { params, body: { version, ...body } }) =>
    actOnAlert(ctx, { id: params.id, version }, { kind: 'silence', ...body }),
  )
  serve(app, alerts.unsilenceAlert, (ctx, { params, body }) =>
    actOnAlert(ctx, { id: params.id, version: body.version }, { kind: 'unsilence' }),
  )
  serve(app, alerts.reassignAlert, (ctx, { params, body: { version, ...body } }) =>
    actOnAlert(ctx, { id: params.id, version }, { kind: 'reassign', ...body }),
  )
  serve(app, alerts.escalateAlert, (ctx, { params, body: { version, ...body } }) =>
    actOnAlert(ctx, { id: params.id, version }, { kind: 'escalate', ...body }),
  )
  serve(app, alerts.commentAlert, (ctx, { params, body }) =>
    actOnAlert(ctx, { id: params.id }, { kind: 'comment', ...body }),
  )
  serve(app, alerts.urgeAlert, (ctx, { params, body }) =>
    actOnAlert(ctx, { id: params.id }, { kind: 'urge', text: body.text }),
  )
  serve(app, alerts.finishTask, (ctx, { params, body }) => finishTask(ctx, params.id, body.note))

  quietRoutes(app)
  proposalRoutes(app)

  serve(app, groups.listAlertGroups, (ctx) => listGroups(ctx))
  serve(app, groups.getAlertGroup, (ctx, { params }) => readGroup(ctx, params.id))
  serve(app, groups.acknowledgeTogether, (ctx, { params }) =>
    actTogether(ctx, params.id, { kind: 'acknowledge' }),
  )
  serve(app, groups.resolveTogether, (ctx, { params, body }) =>
    actTogether(ctx, params.id, { kind: 'resolve', ...body }),
  )

  ruleRoutes(app)

  serve(app, metrics.listMetrics, (ctx) => listMetrics(ctx))
  serve(app, metrics.readMetrics, (ctx, { query }) => readMetrics(ctx, query))
  serve(app, metrics.metricSeries, (ctx, { params, query }) =>
    readSeries(ctx, { ...query, metric: params.metric }),
  )
}

function ruleRoutes(app: App): void {
  serve(app, rules.listRules, (ctx) => listRules(ctx))
  serve(app, rules.getRule, (ctx, { params }) => getRule(ctx, params.code))
  serve(app, rules.tuneRule, (ctx, { params, body }) => tuneByHand(ctx, params.code, body))
  serve(app, rules.saveRule, (ctx, { params, body }) => saveByHand(ctx, params.code, body))
  serve(app, rules.checkRule, async (_, { body }) => {
    const rule = { ...body.spec, version: 1 }
    const problems = problemsOf(rule).map(({ path, code }) => ({
      path,
      code,
      text: RULE_PROBLEM_WORDS[code],
    }))
    return { sentence: ruleSentence(rule), problems }
  })
  serve(app, rules.ruleDetectability, (ctx, { params }) => readDetectability(ctx, params.code))
  serve(app, budget.getAlertBudget, (ctx) => readBudget(ctx))
  serve(app, budget.setAlertBudget, (ctx, { body }) => setBudget(ctx, body))
  serve(app, rules.previewRule, (ctx, { body }) => previewRule(ctx, body))
}

/** Changes of rules that wait for a second person. */
function proposalRoutes(app: App): void {
  serve(app, proposals.listRuleProposals, (ctx) => listProposals(ctx))
  serve(app, proposals.acceptRuleProposal, (ctx, { params, body }) => acceptProposal(ctx, params.id, body))
  serve(app, proposals.declineRuleProposal, (ctx, { params, body }) => declineProposal(ctx, params.id, body))
  serve(app, proposals.needSecondPerson, (ctx, { body }) => needSecondPerson(ctx, body))
}

/** What is not told yet: for want of data, or because somebody asked for silence. */
function quietRoutes(app: App): void {
  serve(app, withheld.listWithheld, (ctx, { query }) => listWithheld(ctx, query))
  serve(app, quiet.listQuiet, (ctx, { query }) => readQuiet(ctx, query.asOf))
  serve(app, quiet.addQuiet, (ctx, { body }) => addQuiet(ctx, body))
  serve(app, quiet.endQuiet, (ctx, { params }) => endQuiet(ctx, params.id))
}
