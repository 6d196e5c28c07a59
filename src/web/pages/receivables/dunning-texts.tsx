import { App, Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { dunningTexts, saveDunningText } from '../../../api/dunning.ts'
import { STAGE_CODES } from '../../../core/dunning/stage.ts'
import { lintText, TEXT_VARIABLES } from '../../../core/dunning/text.ts'
import { sentenceOf } from '../../../text/errors.ts'
import { dunningText } from '../../../text/web/dunning.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { FormDrawer } from '../../parts/form-drawer.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useLanguage, useText } from '../../ui/language.tsx'

type Text = ReplyOf<typeof dunningTexts>['items'][number]

/** The words of every stage; checked while they are typed, as the server will check them. */
export function DunningTexts({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useText(dunningText)
  return (
    <FormDrawer open={open} onClose={onClose} title={t('textsTitle')} width={720}>
      {open && <Texts />}
    </FormDrawer>
  )
}

function Texts() {
  const t = useText(dunningText)
  const { language } = useLanguage()
  const { data } = useLater(dunningTexts)
  const [stage, setStage] = useState<Text['stage']>('call')
  const [lang, setLang] = useState<Text['lang']>(language === 'en' ? 'en' : 'zh')
  if (!data) return null
  const variables = TEXT_VARIABLES.map((one) => `{${lang === 'zh' ? one.zh : one.en}}`)
  return (
    <div className="bw-stack">
      <p className="bw-soft">{t('textsNote')}</p>
      {data.can.edit !== true && <p className="bw-muted">{t('readOnly')}</p>}
      <div className="bw-row">
        <Select
          value={stage}
          aria-label={t('effectStage')}
          className="biz-wide"
          options={STAGE_CODES.map((value) => ({ value, label: t(`stage_${value}`) }))}
          onChange={setStage}
        />
        <Select
          value={lang}
          aria-label={t('lang')}
          options={[
            { value: 'zh', label: '中文' },
            { value: 'en', label: 'English' },
          ]}
          onChange={setLang}
        />
      </div>
      <p className="bw-muted">
        {t('variables')}: {variables.join(' ')}
      </p>
      {data.items
        .filter((one) => one.stage === stage && one.lang === lang)
        .map((one) => (
          <TextEditor key={`${one.stage} ${one.kind} ${one.lang}`} text={one} may={data.can.edit === true} />
        ))}
    </div>
  )
}

function TextEditor({ text, may }: { text: Text; may: boolean }) {
  const t = useText(dunningText)
  const { language } = useLanguage()
  const { message } = App.useApp()
  const [body, setBody] = useState(text.body)
  useEffect(() => setBody(text.body), [text.body])
  const send = useSend(saveDunningText, { onDone: () => void message.success(t('textSaved')) })
  const { stage, kind, lang } = text
  const problems = lintText(kind, body)
  const save = (words: string) => send.mutate({ body: { stage, kind, lang, body: words } })
  return (
    <section>
      <div className="bw-row biz-between">
        <strong>{t(`words_${kind}`)}</strong>
        <span className="bw-muted">{t(text.own ? 'own' : 'shipped')}</span>
      </div>
      <Input.TextArea
        value={body}
        maxLength={4000}
        readOnly={!may}
        autoSize={{ minRows: 3 }}
        aria-label={t(`words_${kind}`)}
        status={problems.length > 0 ? 'error' : ''}
        onChange={(event) => setBody(event.target.value)}
      />
      {problems.map(({ code, detail }) => (
        <div key={`${code} ${detail}`} className="bw-danger" role="alert">
          {sentenceOf(code, { detail }, language === 'en' ? 'en' : 'zh-CN')}
        </div>
      ))}
      <ErrorNote error={send.error} />
      {may && (
        <div className="bw-row biz-text-actions">
          <Button
            type="primary"
            size="small"
            disabled={problems.length > 0 || body === text.body}
            loading={send.isPending}
            onClick={() => save(body)}
          >
            {t('textSave')}
          </Button>
          {text.own && (
            <Button size="small" onClick={() => save('')}>
              {t('restore')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
