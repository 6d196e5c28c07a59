import { Button, Input } from 'antd'
import { useState } from 'react'
import { setUp } from '../../../api/session.ts'
import { signInText } from '../../../text/web/sign-in.ts'
import { useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { CompanyFields } from '../../shell/start-own.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Field } from '../../ui/field.tsx'
import { useText } from '../../ui/language.tsx'
import { Door } from './sign-in-page.tsx'
import { tokenOfAddress } from './token.ts'

/** First run without the demo: the company, its boss, and straight on to the first steps. */
export function SetupPage() {
  const t = useText(signInText)
  const [found] = useState(tokenOfAddress)
  const [token, setToken] = useState(found)
  const [form, setForm] = useState({ company: '', name: '', login: '', password: '' })
  const send = useSend(setUp, { refresh: [], onDone: () => window.location.assign(paths.start()) })
  const complete = [token, ...Object.values(form)].every((value) => value.trim() !== '')
  return (
    <Door>
      <form
        className="bw-door-form bw-stack"
        onSubmit={(event) => {
          event.preventDefault()
          send.mutate({ body: { token: token.trim(), ...form } })
        }}
      >
        <h2>{t('setupTitle')}</h2>
        <p className="bw-soft">{t('setupText')}</p>
        {found === '' && (
          <Field label={t('setupToken')} hint={t('setupTokenHint')}>
            <Input value={token} onChange={(event) => setToken(event.target.value)} />
          </Field>
        )}
        <CompanyFields form={form} onChange={setForm} />
        <ErrorNote error={send.error} />
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          block
          loading={send.isPending}
          disabled={!complete}
        >
          {t('createCompany')}
        </Button>
      </form>
    </Door>
  )
}
