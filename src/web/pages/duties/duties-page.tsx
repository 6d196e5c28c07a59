import { App, Button } from 'antd'
import { useState } from 'react'
import { getDuties, saveDuties } from '../../../api/duties.ts'
import { DUTIES, STEP_IDS, type StepId } from '../../../core/duty/matrix.ts'
import { ROLES, type Role } from '../../../core/permission.ts'
import { dutiesText } from '../../../text/web/duties.ts'
import { roleText } from '../../../text/web/roles.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Moment } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { listMark, useBoth, useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { TextLink } from '../../ui/url.tsx'
import './duties.css'

type Reply = ReplyOf<typeof getDuties>
type Cells = Reply['cells']
type Duty = (typeof DUTIES)[number]

/** Who does and who decides each step as the company writes it, and where the system differs (C186). */
export function DutiesPage() {
  const t = useText(dutiesText)
  const data = useData(getDuties)
  const { message } = App.useApp()
  const [draft, setDraft] = useState<Cells | null>(null)
  const mayWrite = data.can.write === true
  const save = useSend(saveDuties, {
    refresh: [getDuties],
    onDone: () => {
      setDraft(null)
      void message.success(t('saved'))
    },
  })
  const actions = draft ? (
    <>
      <Button onClick={() => setDraft(null)}>{t('cancel')}</Button>
      <Button
        type="primary"
        loading={save.isPending}
        onClick={() => save.mutate({ body: { version: data.version, cells: draft } })}
      >
        {t('save')}
      </Button>
    </>
  ) : (
    mayWrite && <Button onClick={() => setDraft(data.cells)}>{t('edit')}</Button>
  )
  return (
    <div className="bw-stack">
      <PageHead title={t('title')} note={t('note')} actions={actions} />
      <ErrorNote error={save.error} />
      {!data.isWritten && !draft && (
        <EmptyState title={t('empty')} text={t(mayWrite ? 'emptyText' : 'emptyOther')} />
      )}
      {draft?.length === 0 && <Button onClick={() => setDraft(data.usual)}>{t('usual')}</Button>}
      {(data.isWritten || draft) && (
        <Panel flush>
          <Matrix cells={draft ?? data.cells} onChange={draft ? setDraft : null} />
          <p className="bw-duty-legend bw-muted">{t('legend')}</p>
        </Panel>
      )}
      {data.isWritten && !draft && <Contradictions found={data.contradictions} />}
      {data.versions.length > 0 && <Versions versions={data.versions} />}
    </div>
  )
}

type MatrixProps = { cells: Cells; onChange: ((cells: Cells) => void) | null }

function Matrix({ cells, onChange }: MatrixProps) {
  const t = useText(dutiesText)
  const roles = useText(roleText)
  const of = (step: StepId, role: Role) =>
    cells.find((cell) => cell.step === step && cell.role === role)?.duties ?? []
  const set = (step: StepId, role: Role, duties: Duty[]) =>
    onChange?.([
      ...cells.filter((cell) => cell.step !== step || cell.role !== role),
      ...(duties.length > 0 ? [{ step, role, duties }] : []),
    ])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table wider than the screen is moved by keyboard too
    <section className="bw-duty-scroll" aria-label={t('title')} tabIndex={0}>
      <table className="bw-duty">
        <thead>
          <tr>
            <th scope="col">{t('step')}</th>
            {ROLES.map((role) => (
              <th key={role} scope="col">
                {roles(role)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {STEP_IDS.map((step) => (
            <tr key={step}>
              <th scope="row">{t(`step_${step}`)}</th>
              {ROLES.map((role) => (
                <td key={role}>
                  <Cell
                    label={t('cell', { step: t(`step_${step}`), role: roles(role) })}
                    duties={of(step, role)}
                    onChange={onChange && ((duties) => set(step, role, duties))}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

type CellProps = { label: string; duties: Duty[]; onChange: ((duties: Duty[]) => void) | null }

function Cell({ label, duties, onChange }: CellProps) {
  const t = useText(dutiesText)
  if (onChange === null)
    return duties.map((duty) => (
      <span key={duty} className={`bw-duty-mark bw-duty-${duty}`}>
        {t(duty)}
      </span>
    ))
  const toggle = (duty: Duty) =>
    onChange(DUTIES.filter((one) => (one === duty ? !duties.includes(duty) : duties.includes(one))))
  return (
    <fieldset className="bw-duty-set" aria-label={label}>
      {DUTIES.map((duty) => (
        <button
          key={duty}
          type="button"
          aria-pressed={duties.includes(duty)}
          className={`bw-duty-mark ${duties.includes(duty) ? `bw-duty-${duty}` : ''}`}
          onClick={() => toggle(duty)}
        >
          {t(duty)}
        </button>
      ))}
    </fieldset>
  )
}

function Contradictions({ found }: { found: Reply['contradictions'] }) {
  const both = useBoth()
  const t = useText(dutiesText)
  const roles = useText(roleText)
  return (
    <Panel
      title={t('contradictions')}
      extra={<TextLink href={paths.settings('flows')}>{t('flows')}</TextLink>}
    >
      {found.length === 0 && <p className="bw-good">{t('fits')}</p>}
      <ul className="bw-duty-found">
        {found.map(({ step, code, role, rules }) => (
          <li key={`${step} ${code} ${role}`}>
            <strong>{t(`step_${step}`)}</strong>{' '}
            {t(code, {
              role: role ? roles(role) : '',
              n: rules.length,
              rules: rules.map(both).join(listMark()),
            })}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Versions({ versions }: Pick<Reply, 'versions'>) {
  const t = useText(dutiesText)
  return (
    <details className="bw-muted">
      <summary>{t('versions')}</summary>
      <ul>
        {versions.map(({ version, at, by }) => (
          <li key={version}>
            {t('version', { version, by: by ?? t('system') })} <Moment at={at} />
          </li>
        ))}
      </ul>
    </details>
  )
}
