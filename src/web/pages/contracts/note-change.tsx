import { App, Input, Select } from 'antd'
import { useState } from 'react'
import { confirmChange, stepChange } from '../../../api/contract-changes.ts'
import { listFiles } from '../../../api/files.ts'
import { changesText } from '../../../text/web/contract-changes.ts'
import { useLater, useSend } from '../../api.ts'
import { AddFile } from '../../parts/add-file.tsx'
import { DayInput } from '../../parts/day-input.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { useToday } from '../../ui/today.tsx'
import type { Contract } from './contract-actions.tsx'
import type { Change } from './queries.ts'

export type Noting = 'done' | 'withdrawn' | 'refused' | 'taken_back'

/** With the day, the person and the paper or picture: without one of them nothing was confirmed. */
export function ConfirmChange(props: { change: Change | null; contract: Contract; onClose: () => void }) {
  const { change, contract } = props
  const t = useText(changesText)
  const { message } = App.useApp()
  const today = useToday()
  const [on, setOn] = useState<string | null>(today)
  const [person, setPerson] = useState<string | null>(null)
  const [fileId, setFileId] = useState<string | null>(null)
  const record = { recordKind: 'contract', recordId: contract.id } as const
  const files = useLater(listFiles, { query: record, enabled: change !== null }).data
  const close = () => {
    setPerson(null)
    setFileId(null)
    props.onClose()
  }
  const send = useSend(confirmChange, {
    onDone: ({ caseId }) => {
      void message.success(t(caseId ? 'asksApproval' : 'noted'))
      close()
    },
  })
  // Whoever asked is mostly who confirms.
  const named = person ?? change?.askedBy ?? ''
  const isComplete = on !== null && named.trim() !== '' && fileId !== null
  return (
    <Confirm
      open={change !== null}
      title={t('confirmTitle', { n: change?.number ?? '' })}
      text={t(contract.missing.length > 0 ? 'confirmIncomplete' : 'confirmText')}
      okText={t('ok')}
      busy={send.isPending}
      error={send.error}
      okDisabled={!isComplete}
      onOk={() =>
        change &&
        isComplete &&
        send.mutate({ params: { id: change.id }, body: { on, person: named.trim(), fileId } })
      }
      onCancel={close}
    >
      <Field label={t('person')}>
        <Input value={named} maxLength={100} onChange={(event) => setPerson(event.target.value)} />
      </Field>
      <Field label={t('on')}>
        <DayInput value={on} onChange={setOn} to={today} />
      </Field>
      <Field label={t('file')} hint={fileId === null ? t('noFile') : undefined}>
        <Select
          value={fileId}
          placeholder={t('chooseFile')}
          aria-label={t('file')}
          className="biz-wide"
          options={(files?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setFileId}
        />
      </Field>
      <AddFile
        record={record}
        label={t('upload')}
        hint={t('uploadHint')}
        onAdded={({ id }) => setFileId(id)}
      />
    </Confirm>
  )
}

const TITLE = {
  done: 'doneTitle',
  withdrawn: 'withdrawTitle',
  refused: 'refuseTitle',
  taken_back: 'takeBackTitle',
} as const

/** Delivered before it holds, given up on either side, or the last of these undone. */
export function NoteChange(props: { kind: Noting; change: Change | null; onClose: () => void }) {
  const { kind, change, onClose } = props
  const t = useText(changesText)
  const { message } = App.useApp()
  const today = useToday()
  const [on, setOn] = useState<string | null>(today)
  const send = useSend(stepChange, {
    onDone: () => {
      void message.success(t('noted'))
      onClose()
    },
  })
  return (
    <Confirm
      open={change !== null}
      title={t(TITLE[kind], { n: change?.number ?? '' })}
      text={kind === 'done' ? t('doneText') : kind === 'taken_back' ? t('takeBackText') : undefined}
      okText={t('ok')}
      reason={kind === 'done' ? 'optional' : 'required'}
      busy={send.isPending}
      error={send.error}
      okDisabled={kind === 'done' && on === null}
      onOk={(reason) =>
        change &&
        send.mutate({
          params: { id: change.id },
          body: { kind, reason, ...(kind === 'done' ? { on } : {}) },
        })
      }
      onCancel={onClose}
    >
      {kind === 'done' && (
        <Field label={t('doneOn')}>
          <DayInput value={on} onChange={setOn} to={today} />
        </Field>
      )}
    </Confirm>
  )
}
