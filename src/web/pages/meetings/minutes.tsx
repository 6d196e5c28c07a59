import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { getMeeting, saveMinutes } from '../../../api/meetings.ts'
import { meetingsText } from '../../../text/web/meetings.ts'
import { useSend } from '../../api.ts'
import { usePeople } from '../../parts/people.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import type { Meeting } from './queries.ts'

/** The minutes, written while people talk and kept as they were when the meeting was closed. */
export function Minutes({ meeting }: { meeting: Meeting }) {
  const t = useText(meetingsText)
  const known = usePeople()
  const { message } = App.useApp()
  const [words, setWords] = useState(meeting.minutes)
  const [people, setPeople] = useState(meeting.people.map(({ id }) => id))
  const save = useSend(saveMinutes, {
    refresh: [getMeeting],
    onDone: () => void message.success(t('saved')),
  })
  if (meeting.can.write !== true) {
    return meeting.minutes ? (
      <Panel title={t('minutes')}>
        <p className="bw-meeting-text">{meeting.minutes}</p>
      </Panel>
    ) : null
  }
  return (
    <Panel title={t('minutes')}>
      <div className="bw-stack">
        <Field label={t('people')}>
          <Select
            mode="multiple"
            value={people}
            options={known}
            showSearch={{ optionFilterProp: 'label' }}
            onChange={setPeople}
          />
        </Field>
        <Input.TextArea
          value={words}
          placeholder={t('minutesHint')}
          aria-label={t('minutes')}
          maxLength={20_000}
          autoSize={{ minRows: 4, maxRows: 24 }}
          onChange={(event) => setWords(event.target.value)}
        />
        <ErrorNote error={save.error} />
        <div>
          <Button
            loading={save.isPending}
            onClick={() =>
              save.mutate({
                params: { id: meeting.id },
                ifMatch: meeting.version,
                body: { minutes: words, people },
              })
            }
          >
            {t('save')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}
