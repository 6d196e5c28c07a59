import { FullscreenOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { closeMeeting, exportMeeting, getMeeting } from '../../../api/meetings.ts'
import { meetingsText } from '../../../text/web/meetings.ts'
import { refresh, urlOf, useData, useSend } from '../../api.ts'
import { FilesPanel } from '../../parts/files-panel.tsx'
import { TaskLine } from '../../parts/task-line.tsx'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { useText } from '../../ui/language.tsx'
import { later } from '../../ui/later.tsx'
import { PageHead, Panel } from '../../ui/page-head.tsx'
import { Agenda } from './agenda.tsx'
import { Minutes } from './minutes.tsx'
import type { Meeting } from './queries.ts'
import { minutesWords } from './words.ts'
import '../../parts/parts.css'
import './meetings.css'

const NewTask = later(async () => (await import('../../parts/new-task.tsx')).NewTask)

/** One meeting, large enough for the wall: what changed, what is on the table, what was decided. */
export function MeetingPage() {
  const t = useText(meetingsText)
  const { id } = useParams({ strict: false }) as { id: string }
  const meeting = useData(getMeeting, { params: { id } })
  const wall = useRef<HTMLDivElement>(null)
  return (
    <div ref={wall} className="bw-meeting">
      <PageHead
        back={{ href: paths.meetings(), label: t('back') }}
        title={`${meeting.heldOn} ${meeting.title}`}
        note={[t('by', { name: meeting.createdBy.name }), ...meeting.people.map(({ name }) => name)].join(
          ' · ',
        )}
        actions={<Actions meeting={meeting} onProject={() => void wall.current?.requestFullscreen?.()} />}
      />
      {meeting.closedAt !== null && <p className="bw-meeting-kept bw-soft">{t('snapshot')}</p>}
      <Agenda agenda={meeting.agenda} />
      <Decided meeting={meeting} />
      <Minutes meeting={meeting} />
      <FilesPanel record={{ recordKind: 'meeting', recordId: meeting.id }} />
    </div>
  )
}

function Actions({ meeting, onProject }: { meeting: Meeting; onProject: () => void }) {
  const t = useText(meetingsText)
  const may = useMay()
  const [closing, setClosing] = useState(false)
  const close = useSend(closeMeeting, { refresh: [getMeeting], onDone: () => setClosing(false) })
  return (
    <>
      <Button icon={<FullscreenOutlined />} className="bw-meeting-project" onClick={onProject}>
        {t('project')}
      </Button>
      <CopyButton words={minutesWords(t, meeting)}>{t('copy')}</CopyButton>
      {may('task.read') && (
        <Button href={urlOf(exportMeeting, { params: { id: meeting.id } })} download>
          {t('export')}
        </Button>
      )}
      {meeting.closedAt === null && (
        <CanButton can={meeting.can.close} type="primary" onClick={() => setClosing(true)}>
          {t('close')}
        </CanButton>
      )}
      <Confirm
        open={closing}
        title={t('closeTitle')}
        text={t('closeText')}
        okText={t('close')}
        busy={close.isPending}
        error={close.error}
        onOk={() => close.mutate({ params: { id: meeting.id } })}
        onCancel={() => setClosing(false)}
      />
    </>
  )
}

function Decided({ meeting }: { meeting: Meeting }) {
  const t = useText(meetingsText)
  const client = useQueryClient()
  const [deciding, setDeciding] = useState(false)
  return (
    <Panel
      flush
      title={t('decided')}
      extra={
        meeting.closedAt === null && (
          <CanButton can={meeting.can.write} type="primary" onClick={() => setDeciding(true)}>
            {t('decide')}
          </CanButton>
        )
      }
    >
      {meeting.decided.length === 0 && <p className="biz-task-none bw-soft">{t('decidedNone')}</p>}
      {meeting.decided.map((task) => (
        <TaskLine key={task.id} task={task} />
      ))}
      {deciding && (
        <NewTask
          kind="todo"
          record={{ kind: 'meeting', id: meeting.id }}
          onDone={() => void refresh(client, [getMeeting])}
          onClose={() => setDeciding(false)}
        />
      )}
    </Panel>
  )
}
