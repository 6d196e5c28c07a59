import { App, Button, InputNumber, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { getAuthority, saveAuthority } from '../../../api/approval-flows.ts'
import { ROLES } from '../../../core/permission.ts'
import { roleText } from '../../../text/web/roles.ts'
import { flowsText } from '../../../text/web/settings-flows.ts'
import { type ReplyOf, useData, useSend } from '../../api.ts'
import { usePeople } from '../../parts/people.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'

/** Kinds whose documents can depart from something: the floor price, the template. */
const HAVE_NORM = ['quote', 'contract']

type Line = ReplyOf<typeof getAuthority>['lines'][number]

/** 授权表: who may decide about what, up to which amount and term (C180). */
export function AuthorityMatrix() {
  const t = useText(flowsText)
  const { message } = App.useApp()
  const found = useData(getAuthority)
  const [draft, setDraft] = useState<Line[] | null>(null)
  const send = useSend(saveAuthority, {
    refresh: [getAuthority],
    onDone: () => {
      setDraft(null)
      void message.success(t('saved'))
    },
  })
  const lines = draft ?? found.lines
  const put = (index: number, line: Line) => setDraft(lines.map((one, at) => (at === index ? line : one)))
  const first = found.kinds[0]?.kind ?? 'credit'
  return (
    <Panel title={t('matrixTitle')}>
      <div className="bw-stack">
        <p className="bw-soft">{t('matrixIntro')}</p>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of the matrix is its place
          <div key={index} className="biz-matrix-line">
            <LineFields line={line} kinds={found.kinds} onChange={(next) => put(index, next)} />
            <Button size="small" danger onClick={() => setDraft(lines.toSpliced(index, 1))}>
              {t('remove')}
            </Button>
          </div>
        ))}
        <ErrorNote error={send.error} />
        <div className="bw-row bw-wrap">
          <Button
            onClick={() =>
              setDraft([...lines, { kind: first, holder: { role: 'manager' }, upToFen: 0, upToDays: null }])
            }
          >
            {t('addLine')}
          </Button>
          <CanButton
            can={found.can.save}
            type="primary"
            disabled={draft === null}
            loading={send.isPending}
            onClick={() => send.mutate({ body: { version: found.version, lines } })}
          >
            {t('save')}
          </CanButton>
        </div>
      </div>
    </Panel>
  )
}

type LineProps = {
  line: Line
  kinds: ReplyOf<typeof getAuthority>['kinds']
  onChange: (next: Line) => void
}

function LineFields({ line, kinds, onChange }: LineProps) {
  const t = useText(flowsText)
  const roles = useText(roleText)
  const both = useBoth()
  const people = usePeople()
  const holders = [
    ...ROLES.map((role) => ({ value: role as string, label: roles(role) })),
    ...people.map(({ value, label }) => ({ value, label })),
  ]
  return (
    <>
      <Captioned caption={t('kind')}>
        <Select
          aria-label={t('kind')}
          value={line.kind}
          options={kinds.map(({ kind, name }) => ({ value: kind, label: both(name) }))}
          onChange={(kind) => onChange({ ...line, kind })}
        />
      </Captioned>
      <Captioned caption={t('holder')}>
        <Select
          aria-label={t('holder')}
          value={'role' in line.holder ? line.holder.role : line.holder.userId}
          options={holders}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          onChange={(value) => {
            const role = ROLES.find((one) => one === value)
            onChange({ ...line, holder: role ? { role } : { userId: value } })
          }}
        />
      </Captioned>
      <Captioned caption={t('upTo')}>
        <InputNumber
          min={0}
          prefix="¥"
          aria-label={t('upTo')}
          placeholder={t('unlimited')}
          value={line.upToFen === null ? null : line.upToFen / 100}
          onChange={(yuan) => onChange({ ...line, upToFen: yuan === null ? null : Math.round(yuan * 100) })}
          formatter={(value) => String(value ?? '').replaceAll(/\B(?=(\d{3})+$)/g, ',')}
          parser={(text) => Number((text ?? '').replaceAll(',', ''))}
        />
      </Captioned>
      <Captioned caption={t('upToDays')}>
        <InputNumber
          min={0}
          max={3650}
          aria-label={t('upToDays')}
          placeholder={t('unlimited')}
          value={line.upToDays}
          onChange={(upToDays) => onChange({ ...line, upToDays })}
        />
      </Captioned>
      <Captioned caption={t('upToDeviation')}>
        {HAVE_NORM.includes(line.kind) ? (
          <InputNumber
            min={0}
            max={100}
            precision={2}
            aria-label={t('upToDeviation')}
            placeholder={t('unlimited')}
            value={line.upToDeviationBp == null ? null : line.upToDeviationBp / 100}
            onChange={(percent) =>
              onChange({ ...line, upToDeviationBp: percent === null ? null : Math.round(percent * 100) })
            }
          />
        ) : (
          '—'
        )}
      </Captioned>
    </>
  )
}

/** Named above the first line where lines are wide enough to be a table, above each field on a phone. */
function Captioned({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    <div className="biz-matrix-field">
      <span className="bw-muted">{caption}</span>
      {children}
    </div>
  )
}
