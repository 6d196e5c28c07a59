import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { endMember, MEMBER_NOTE_MAX, saveMember } from '../../../api/customer-members.ts'
import { membersText } from '../../../text/web/customer-members.ts'
import { useSend } from '../../api.ts'
import { PersonPick } from '../../parts/pickers-later.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { Person } from '../../ui/person.tsx'
import type { Customer } from './queries.ts'

type Member = Customer['members'][number]

/** Who works along on the customer (C047): seen by all who see it, changed by whoever answers for it. */
export function MembersPanel({ customer }: { customer: Customer }) {
  const t = useText(membersText)
  const { message } = App.useApp()
  const [adding, setAdding] = useState(false)
  const [ending, setEnding] = useState<Member | null>(null)
  const end = useSend(endMember, {
    onDone: () => {
      void message.success(t('ended'))
      setEnding(null)
    },
  })
  const mayChange = customer.can.members === true
  if (customer.members.length === 0 && !mayChange) return null
  return (
    <Panel
      title={t('title')}
      extra={
        mayChange && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t('add')}
          </Button>
        )
      }
    >
      {customer.members.length === 0 && <p className="bw-muted">{t('none')}</p>}
      <ul className="biz-contacts">
        {customer.members.map((member) => (
          <li key={member.id}>
            <Person name={member.name} note={member.note} />
            {mayChange && (
              <Button
                size="small"
                type="text"
                icon={<CloseOutlined />}
                aria-label={`${t('end')} ${member.name}`}
                onClick={() => setEnding(member)}
              />
            )}
          </li>
        ))}
      </ul>
      <AddMember customer={customer} open={adding} onClose={() => setAdding(false)} />
      <Confirm
        open={ending !== null}
        title={t('endTitle', { name: ending?.name ?? '' })}
        text={t('endText', { name: ending?.name ?? '' })}
        okText={t('end')}
        busy={end.isPending}
        error={end.error}
        onOk={() => ending && end.mutate({ params: { id: customer.id, userId: ending.id } })}
        onCancel={() => setEnding(null)}
      />
    </Panel>
  )
}

function AddMember(props: { customer: Customer; open: boolean; onClose: () => void }) {
  const t = useText(membersText)
  const { message } = App.useApp()
  const [userId, setUserId] = useState<string | null>(null)
  const [note, setNote] = useState('')
  const send = useSend(saveMember, {
    onDone: () => {
      void message.success(t('added'))
      setUserId(null)
      setNote('')
      props.onClose()
    },
  })
  const { id, responsible } = props.customer
  return (
    <Confirm
      open={props.open}
      title={t('addTitle')}
      text={t('addText')}
      okText={t('add')}
      okDisabled={userId === null}
      busy={send.isPending}
      error={send.error}
      onOk={() => userId && send.mutate({ params: { id }, body: { userId, note } })}
      onCancel={props.onClose}
    >
      <PersonPick
        value={userId}
        onChange={setUserId}
        label={t('person')}
        {...(responsible ? { except: responsible.id } : {})}
      />
      <Field label={t('note')} optional>
        <Input
          value={note}
          maxLength={MEMBER_NOTE_MAX}
          placeholder={t('notePlaceholder')}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
    </Confirm>
  )
}
