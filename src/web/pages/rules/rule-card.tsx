import { App, Button, Segmented, Select, Tooltip } from 'antd'
import { useState } from 'react'
import { listRuleProposals } from '../../../api/rule-proposals.ts'
import { listRules, tuneRule } from '../../../api/rules.ts'
import { ROLES } from '../../../core/permission.ts'
import { roleText } from '../../../text/web/roles.ts'
import { rulesText } from '../../../text/web/rules.ts'
import { type BodyOf, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { later, laterOpened } from '../../ui/later.tsx'
import { moneyText } from '../../ui/money.tsx'
import { useRefusalSentence } from '../../ui/refusal.tsx'
import { Severity } from '../../ui/severity.tsx'
import { TextLink } from '../../ui/url.tsx'
import { BacktestLine } from './backtest-line.tsx'
import { Knob } from './knob.tsx'
import type { Rule } from './rule.ts'
import { useScopeWords } from './scope-editor.tsx'
import { TriedLine } from './tried-line.tsx'
import { Unproven } from './unproven.tsx'

// Says what a rule has done once its reviews are there.
const RuleHealth = later(async () => (await import('./rule-health.tsx')).RuleHealth)
const RuleHistory = laterOpened(async () => (await import('./rule-history.tsx')).RuleHistory)

type Mode = Rule['mode']
type Addressee = Rule['informed'][number]
type Change = Omit<BodyOf<typeof tuneRule>, 'version'>
const MODES: Mode[] = ['on', 'trial', 'off']

export function RuleCard({ rule }: { rule: Rule }) {
  const t = useText(rulesText)
  const both = useBoth()
  const sentence = useRefusalSentence()
  const { message } = App.useApp()
  const [asked, setAsked] = useState<Mode | null>(null)
  const [historyOpen, setHistoryOpen] = useState(false)
  const [changed, setChanged] = useState<Record<string, number>>({})
  const [informed, setInformed] = useState(rule.informed)
  const tune = useSend(tuneRule, {
    refresh: [listRules, listRuleProposals],
    onDone: (card) => {
      // What waits for a second person leaves the rule and its version as they were: this card stays.
      setAsked(null)
      setChanged({})
      setInformed(rule.informed)
      void message.success(card.version === rule.version ? t('waits') : t('saved', { n: card.version }))
    },
  })
  const [sent, setSent] = useState<Change | null>(null)
  const send = (change: Change) => {
    setSent(change)
    tune.mutate({ params: { code: rule.code }, body: { version: rule.version, ...change } })
  }
  const can = rule.can.tune
  const fixed = can !== true
  const dirty = Object.keys(changed).length > 0 || informed.join() !== rule.informed.join()
  const title = both(rule.title)
  return (
    <article id={`rule-${rule.code}`} className={`bw-rule bw-rule-${rule.mode}`}>
      <div className="bw-rule-top">
        <h3>
          <Severity level={rule.severity} plain /> {title}
        </h3>
        <Tooltip title={typeof can === 'string' ? sentence({ code: can }) : undefined}>
          <Segmented<Mode>
            size="small"
            value={rule.mode}
            disabled={fixed}
            options={MODES.map((mode) => ({ value: mode, label: t(mode) }))}
            onChange={(mode) => mode !== rule.mode && setAsked(mode)}
          />
        </Tooltip>
      </div>
      <p className="bw-rule-sentence">{both(rule.sentence)}</p>
      <ScopeLine rule={rule} />
      {rule.note && <p className="bw-rule-note">{both(rule.note)}</p>}
      <div className="bw-rule-knobs">
        {rule.knobs.map((knob) => (
          <Knob
            key={knob.path}
            knob={knob}
            value={changed[knob.path] ?? knob.value}
            disabled={fixed}
            onChange={(value) => setChanged(put(changed, knob.path, value, knob.value))}
          />
        ))}
        <Told rule={rule} informed={informed} disabled={fixed} onChange={setInformed} />
      </div>
      <TriedLine rule={rule} changed={changed} />
      {dirty && (
        <div className="bw-row">
          <Button
            type="primary"
            size="small"
            loading={tune.isPending}
            onClick={() =>
              send({ knobs: Object.entries(changed).map(([path, value]) => ({ path, value })), informed })
            }
          >
            {t('save')}
          </Button>
          <Button
            size="small"
            onClick={() => {
              setChanged({})
              setInformed(rule.informed)
            }}
          >
            {t('undo')}
          </Button>
        </div>
      )}
      {asked === null && <ErrorNote error={tune.error} />}
      {asked === null && (
        <Unproven
          error={tune.error}
          busy={tune.isPending}
          onReason={(override) => sent && send({ ...sent, override })}
        />
      )}
      <RuleHealth rule={rule} />
      <BacktestLine rule={rule} />
      <RuleRecord rule={rule} onHistory={() => setHistoryOpen(true)} />
      <RuleHistory rule={rule} open={historyOpen} onClose={() => setHistoryOpen(false)} />
      <Confirm
        open={asked !== null}
        title={t(asked === 'on' ? 'turnOnTitle' : 'turnOffTitle', { title })}
        text={asked === 'on' ? t('turnOnText') : asked === 'trial' ? t('groupTrial') : t('turnOffText')}
        okText={t('turn')}
        busy={tune.isPending}
        error={tune.error}
        onOk={() => asked && send({ mode: asked })}
        onCancel={() => setAsked(null)}
      >
        <Unproven
          error={tune.error}
          busy={tune.isPending}
          onReason={(override) => sent && send({ ...sent, override })}
        />
      </Confirm>
    </article>
  )
}

function ScopeLine({ rule }: { rule: Rule }) {
  const words = useScopeWords()
  const said = words(rule.subject, rule.scope)
  return said && <p className="bw-rule-note">{said}</p>
}

/** What the rule has done so far, and whether people found it right (C112 C134). */
function RuleRecord({ rule, onHistory }: { rule: Rule; onHistory: () => void }) {
  const t = useText(rulesText)
  const { right, late, useless } = rule.verdicts90d
  const judged = right + rule.verdicts90d.false + late + useless
  return (
    <div className="bw-rule-record">
      <span>
        {rule.openCount > 0 ? (
          <TextLink
            href={paths.alerts({ rule: rule.code, mode: rule.mode === 'trial' ? 'trial' : undefined })}
          >
            {t('openNow')} {t('openNowCount', { n: rule.openCount })}
            {rule.openMoneyFen > 0 && t('openNowMoney', { money: moneyText(rule.openMoneyFen) })}
          </TextLink>
        ) : (
          `${t('openNow')}: ${t('none')}`
        )}
      </span>
      <span>
        {t('fired')} {rule.firedCount90d > 0 ? t('firedValue', { n: rule.firedCount90d }) : t('firedNone')}
        {rule.firedCount90d > 0 && (
          <>
            {' · '}
            {judged > 0 ? t('judged', rule.verdicts90d) : t('notJudged')}
          </>
        )}
      </span>
      {rule.standingCount > 0 && <span>{t('standing', { n: rule.standingCount })}</span>}
      <button type="button" className="bw-linklike" onClick={onHistory}>
        {t('version', { n: rule.version })} · {t('history')}
      </button>
      {rule.can['save'] === true && <TextLink href={paths.editRule(rule.code)}>{t('edit')}</TextLink>}
    </div>
  )
}

function Told(props: {
  rule: Rule
  informed: Addressee[]
  disabled: boolean
  onChange: (next: Addressee[]) => void
}) {
  const t = useText(rulesText)
  const words = useAddressee()
  return (
    <>
      <div className="bw-knob">
        <span>{t('responsible')}</span>
        <strong>{words(props.rule.responsible)}</strong>
      </div>
      <div className="bw-knob">
        <span>{t('informed')}</span>
        <Select<Addressee[]>
          mode="multiple"
          size="small"
          variant="filled"
          value={props.informed}
          disabled={props.disabled}
          placeholder={t('nobodyElse')}
          aria-label={t('informed')}
          className="bw-told"
          onChange={props.onChange}
          options={(['subject-responsible', 'backup', ...ROLES] as Addressee[]).map((value) => ({
            value,
            label: words(value),
          }))}
        />
      </div>
    </>
  )
}

function useAddressee(): (who: Addressee) => string {
  const t = useText(rulesText)
  const roles = useText(roleText)
  return (who) => (who === 'subject-responsible' || who === 'backup' ? t(who) : roles(who))
}

function put(changed: Record<string, number>, path: string, value: number, before: number) {
  const { [path]: _dropped, ...rest } = changed
  return value === before ? rest : { ...rest, [path]: value }
}
