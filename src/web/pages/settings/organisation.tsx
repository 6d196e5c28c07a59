import { App, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { getOrgSettings, saveOrgSettings } from '../../../api/settings.ts'
import { LETTERHEAD_PARTS } from '../../../core/document/letterhead.ts'
import { companyText } from '../../../text/web/settings-company.ts'
import { useData, useSend, versionToSend } from '../../api.ts'
import { PersonPick } from '../../parts/pickers.tsx'
import { CanButton } from '../../ui/can-button.tsx'
import { Day } from '../../ui/day.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useText } from '../../ui/language.tsx'
import { Facts, Panel } from '../../ui/page-head.tsx'
import { AreaHead } from './area-head.tsx'

type Fields = { unknownResponsibleId?: string | null; bounds: string[]; letterhead?: Record<string, string> }

export function Organisation() {
  const t = useText(companyText)
  const { message } = App.useApp()
  const settings = useData(getOrgSettings)
  // What the form was filled from, not what has been read again since.
  const [seen, setSeen] = useState(settings.version)
  const send = useSend(saveOrgSettings, {
    onDone: ({ version }) => {
      setSeen(version)
      void message.success(t('saved'))
    },
  })
  return (
    <>
      <AreaHead title={t('organisation')} />
      <Panel>
        <Facts
          items={[
            { label: t('name'), value: settings.name },
            {
              label: t('goLive'),
              value: (
                <>
                  {settings.goLiveOn ? <Day day={settings.goLiveOn} /> : t('goLiveNone')}
                  <div className="bw-muted">{t('goLiveNote')}</div>
                </>
              ),
            },
          ]}
        />
      </Panel>
      <Panel>
        <Form<Fields>
          layout="vertical"
          requiredMark={false}
          className="biz-narrow"
          disabled={settings.can.write !== true}
          initialValues={{
            unknownResponsibleId: settings.unknownResponsibleId,
            bounds: settings.ageingBounds.map(String),
            letterhead: settings.letterhead,
          }}
          onFinish={(fields) => {
            const version = versionToSend(send.error, seen, settings.version)
            setSeen(version)
            send.mutate({
              ifMatch: version,
              body: {
                unknownResponsibleId: fields.unknownResponsibleId ?? null,
                ageingBounds: fields.bounds.map(Number),
                letterhead: fields.letterhead ?? {},
              },
            })
          }}
        >
          <Form.Item name="unknownResponsibleId" label={t('unknownTo')} extra={t('unknownToNote')}>
            <PersonPick />
          </Form.Item>
          <Form.Item
            name="bounds"
            label={t('bounds')}
            extra={t('boundsNote')}
            rules={[
              {
                validator: (_, bounds: string[]) =>
                  areRising(bounds) ? Promise.resolve() : Promise.reject(new Error(t('boundsBad'))),
              },
            ]}
          >
            <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', '、', ' ']} />
          </Form.Item>
          <h3>{t('letterhead')}</h3>
          <p className="bw-muted">{t('letterheadNote')}</p>
          {LETTERHEAD_PARTS.map((part) => (
            <Form.Item key={part} name={['letterhead', part]} label={t(`letterhead_${part}`)}>
              <Input
                maxLength={part === 'taxNumber' ? 40 : part === 'phone' || part === 'account' ? 60 : 200}
              />
            </Form.Item>
          ))}
          <ErrorNote error={send.error} />
          <CanButton can={settings.can.write} type="primary" htmlType="submit" loading={send.isPending}>
            {t('save')}
          </CanButton>
        </Form>
      </Panel>
    </>
  )
}

function areRising(bounds: readonly string[]): boolean {
  const days = bounds.map(Number)
  if (days.length === 0 || days.length > 8) return false
  return days.every(
    (day, index) => Number.isInteger(day) && day >= 1 && day <= 3650 && day > (days[index - 1] ?? 0),
  )
}
