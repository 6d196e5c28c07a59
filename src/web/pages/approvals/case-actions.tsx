import { EllipsisOutlined } from '@ant-design/icons'
import { Button, Dropdown, Radio, Select } from 'antd'
import { useState } from 'react'
import { type ApprovalAct, actOnApproval, getApproval, listApprovals } from '../../../api/approvals.ts'
import type { CaseActionKind } from '../../../core/approval/can.ts'
import { approvalsText } from '../../../text/web/approvals.ts'
import { type ReplyOf, useSend } from '../../api.ts'
import { AddFile } from '../../parts/add-file.tsx'
import { usePeople } from '../../parts/people.ts'
import { PersonPick } from '../../parts/pickers-later.tsx'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { useRefusalSentence } from '../../ui/refusal.tsx'

type Case = ReplyOf<typeof getApproval>

const NEEDS_REASON: readonly CaseActionKind[] = ['reject', 'return', 'transfer', 'comment']
const FIRST: readonly CaseActionKind[] = ['agree', 'reject', 'return']
const REST: readonly CaseActionKind[] = ['add', 'transfer', 'urge', 'withdraw', 'copy', 'comment']

/** Every act, the ones that decide in front; a disabled one says why (law 7). */
export function CaseActions({ found }: { found: Case }) {
  const t = useText(approvalsText)
  const sentence = useRefusalSentence()
  const [kind, setKind] = useState<CaseActionKind | null>(null)
  const shown = found.mySeat ? FIRST : FIRST.filter((one) => found.can[one] === true)
  return (
    <div className="bw-actions">
      <div className="bw-row bw-wrap">
        {shown.map((one) => (
          <CanButton
            key={one}
            can={found.can[one]}
            type={one === 'agree' ? 'primary' : 'default'}
            danger={one === 'reject'}
            onClick={() => setKind(one)}
          >
            {t(one)}
          </CanButton>
        ))}
        {found.can.withdraw === true && <Button onClick={() => setKind('withdraw')}>{t('withdraw')}</Button>}
        <Dropdown
          trigger={['click']}
          menu={{
            items: REST.map((one) => ({
              key: one,
              label: t(one),
              disabled: found.can[one] !== true,
              title: found.can[one] === true ? '' : sentence({ code: String(found.can[one]) }),
            })),
            onClick: ({ key }) => setKind(key as CaseActionKind),
          }}
        >
          <Button icon={<EllipsisOutlined />}>{t('more')}</Button>
        </Dropdown>
      </div>
      {kind && <ActDialog key={kind} found={found} kind={kind} onClose={() => setKind(null)} />}
    </div>
  )
}

type Extra = {
  to: 'start' | number
  where: 'before' | 'after'
  userIds: string[]
  toUserId: string | null
  files: { id: string; name: string }[]
}
const NOTHING: Extra = { to: 'start', where: 'before', userIds: [], toUserId: null, files: [] }

function ActDialog({ found, kind, onClose }: { found: Case; kind: CaseActionKind; onClose: () => void }) {
  const t = useText(approvalsText)
  const [extra, setExtra] = useState<Extra>(NOTHING)
  const send = useSend(actOnApproval, { refresh: [getApproval, listApprovals], onDone: onClose })
  const isIncomplete =
    ((kind === 'add' || kind === 'copy') && extra.userIds.length === 0) ||
    (kind === 'transfer' && extra.toUserId === null)
  return (
    <Confirm
      open
      title={t(kind)}
      okText={t(kind)}
      danger={kind === 'reject'}
      reason={NEEDS_REASON.includes(kind) ? 'required' : 'optional'}
      reasonLabel={t('opinion')}
      okDisabled={isIncomplete}
      busy={send.isPending}
      error={send.error}
      onCancel={onClose}
      onOk={(opinion) =>
        send.mutate({
          params: { id: found.id },
          body: { version: found.version, act: actOf(kind, extra, opinion) },
        })
      }
    >
      <ExtraFields found={found} kind={kind} extra={extra} onChange={setExtra} />
      <Attachments
        found={found}
        files={extra.files}
        // What is chosen while a large file goes up stays chosen.
        onAdded={(file) => setExtra((now) => ({ ...now, files: [...now.files, file] }))}
      />
    </Confirm>
  )
}

type Attached = Extra['files'][number]
type AttachProps = { found: Case; files: readonly Attached[]; onAdded: (file: Attached) => void }

/** What is handed in with the opinion; the files hang on the case, the act names them. */
function Attachments({ found, files, onAdded }: AttachProps) {
  const t = useText(approvalsText)
  const may = useMay()
  if (!may('file.write')) return null
  return (
    <div className="bw-row bw-wrap">
      <AddFile
        record={{ recordKind: 'approval', recordId: found.id }}
        label={t('attach')}
        hint={t('attachHint')}
        onAdded={({ id, name }) => onAdded({ id, name })}
      />
      {files.map(({ id, name }) => (
        <span key={id} className="bw-tag">
          {name}
        </span>
      ))}
    </div>
  )
}

type ExtraProps = {
  found: Case
  kind: CaseActionKind
  extra: Extra
  onChange: (next: Extra) => void
}

function ExtraFields({ found, kind, extra, onChange }: ExtraProps) {
  const t = useText(approvalsText)
  const both = useBoth()
  const people = usePeople()
  return (
    <>
      {kind === 'return' && (
        <Field label={t('returnTo')}>
          <Select
            value={extra.to}
            onChange={(to) => onChange({ ...extra, to })}
            options={[
              { value: 'start' as const, label: t('toStart') },
              ...found.returnTo.map(({ index, name }) => ({ value: index, label: both(name) })),
            ]}
          />
        </Field>
      )}
      {kind === 'add' && (
        <Radio.Group
          value={extra.where}
          aria-label={t('addWhere')}
          onChange={(event) => onChange({ ...extra, where: event.target.value })}
          options={[
            { value: 'before', label: t('addBefore') },
            { value: 'after', label: t('addAfter') },
          ]}
        />
      )}
      {(kind === 'add' || kind === 'copy') && (
        <Field label={t('people')}>
          <Select
            mode="multiple"
            value={extra.userIds}
            options={people}
            showSearch={{ optionFilterProp: 'label' }}
            onChange={(userIds) => onChange({ ...extra, userIds })}
          />
        </Field>
      )}
      {kind === 'transfer' && (
        <Field label={t('toPerson')}>
          <PersonPick
            value={extra.toUserId}
            except={found.requester.id}
            onChange={(toUserId) => onChange({ ...extra, toUserId })}
          />
        </Field>
      )}
    </>
  )
}

function actOf(kind: CaseActionKind, extra: Extra, opinion: string): ApprovalAct {
  const words = { opinion, files: extra.files.map(({ id }) => id) }
  switch (kind) {
    case 'return':
      return { kind, to: extra.to, ...words }
    case 'add':
      return { kind, where: extra.where, userIds: extra.userIds, ...words }
    case 'copy':
      return { kind, userIds: extra.userIds, ...words }
    case 'transfer':
      return { kind, toUserId: extra.toUserId ?? '', ...words }
    default:
      return { kind, ...words }
  }
}
