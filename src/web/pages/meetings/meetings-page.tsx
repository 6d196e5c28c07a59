import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { callMeeting, listMeetings } from '../../../api/meetings.ts'
import { meetingsText } from '../../../text/web/meetings.ts'
import { useData, useSend } from '../../api.ts'
import { DayInput } from '../../parts/day-input-later.tsx'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { usePeople } from '../../parts/people.ts'
import { paths } from '../../paths.ts'
import { CanButton } from '../../ui/can-button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { EmptyState } from '../../ui/refusal.tsx'
import { useToday } from '../../ui/today.tsx'
import { TextLink, useGo } from '../../ui/url.tsx'
import './meetings.css'

/** The meetings, the latest first, and how much of what was decided is still open. */
export function MeetingsPage() {
  const t = useText(meetingsText)
  const { items, can } = useData(listMeetings)
  const [calling, setCalling] = useState(false)
  return (
    <>
      <PageHead
        title={t('title')}
        note={t('note')}
        actions={
          <CanButton can={can.hold} type="primary" onClick={() => setCalling(true)}>
            {t('call')}
          </CanButton>
        }
      />
      <Panel flush>
        {items.length === 0 && (
          <EmptyState
            title={t('empty')}
            text={t(can.hold === true ? 'emptyText' : 'emptyOther')}
            action={
              can.hold === true && (
                <Button type="primary" onClick={() => setCalling(true)}>
                  {t('call')}
                </Button>
              )
            }
          />
        )}
        {items.map((meeting) => (
          <TextLink key={meeting.id} href={paths.meeting(meeting.id)} className="bw-meeting-line">
            <span className="bw-meeting-words">
              <strong>
                {meeting.heldOn} {meeting.title}
              </strong>
              <span className="bw-soft">{t('by', { name: meeting.createdBy.name })}</span>
            </span>
            <span className="bw-meeting-side">
              <span className={meeting.closedAt === null ? 'bw-tag bw-tag-accent' : 'bw-tag'}>
                {t(meeting.closedAt === null ? 'open' : 'closed')}
              </span>
              <small className={meeting.openDecisions > 0 ? 'bw-warn' : 'bw-muted'}>
                {t('decisions', { n: meeting.decisions, open: meeting.openDecisions })}
              </small>
            </span>
          </TextLink>
        ))}
      </Panel>
      <CallDrawer open={calling} onClose={() => setCalling(false)} />
    </>
  )
}

type Fields = { title: string; heldOn: string; people?: string[] }

function CallDrawer({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(meetingsText)
  const go = useGo()
  const today = useToday()
  const people = usePeople()
  const send = useSend(callMeeting, {
    refresh: [listMeetings],
    onDone: ({ id }) => {
      onClose()
      go(paths.meeting(id))
    },
  })
  return (
    <FormDrawer
      open={open}
      onClose={onClose}
      title={t('call')}
      formId="call-meeting"
      okText={t('call')}
      busy={send.isPending}
      width={420}
    >
      <Form<Fields>
        id="call-meeting"
        layout="vertical"
        requiredMark={false}
        initialValues={{ title: t('usualName'), heldOn: today }}
        onFinish={({ title, heldOn, people: chosen }) =>
          send.mutate({ body: { title: title.trim(), heldOn, people: chosen ?? [] } })
        }
      >
        <Form.Item
          name="title"
          label={t('name')}
          rules={[{ required: true, whitespace: true, message: t('required') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="heldOn" label={t('day')} rules={[{ required: true, message: t('required') }]}>
          <DayInput clearable={false} />
        </Form.Item>
        <Form.Item name="people" label={t('people')}>
          <Select mode="multiple" options={people} showSearch={{ optionFilterProp: 'label' }} />
        </Form.Item>
        <ErrorNote error={send.error} />
      </Form>
    </FormDrawer>
  )
}
