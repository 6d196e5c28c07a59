import { AudioOutlined, CameraOutlined, CloseOutlined, IdcardOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { uploadFile } from '../../api/files.ts'
import { ACTIVITY_FILES_MAX, PHONE_BYTES_MAX } from '../../core/files/phone-file.ts'
import { activityFilesText } from '../../text/web/activity-files.ts'
import { CallError, upload } from '../api.ts'
import { useText } from '../ui/language.tsx'
import { useRefusalSentence } from '../ui/refusal.tsx'

type Word = keyof (typeof activityFilesText)['zh']

/** What the phone is asked for: its camera, its microphone, or a picture that is there already. */
const SOURCES = [
  { word: 'photo', icon: <CameraOutlined />, accept: 'image/*', capture: 'environment' },
  { word: 'voice', icon: <AudioOutlined />, accept: 'audio/*', capture: 'user' },
  { word: 'card', icon: <IdcardOutlined />, accept: 'image/*,.pdf', capture: undefined },
] as const satisfies readonly { word: Word; [key: string]: unknown }[]

/** Files picked for a follow-up that is not saved yet; they go up as soon as it has an id. */
export function useActivityFiles() {
  const t = useText(activityFilesText)
  const sentence = useRefusalSentence()
  const [files, setFiles] = useState<readonly File[]>([])
  const [problem, setProblem] = useState<string | null>(null)
  const add = (picked: FileList | null) => {
    const fresh = [...(picked ?? [])]
    const large = fresh.find(({ size }) => size > PHONE_BYTES_MAX)
    if (large) return setProblem(t('tooLarge', { name: large.name, mb: PHONE_BYTES_MAX / 1024 / 1024 }))
    if (files.length + fresh.length > ACTIVITY_FILES_MAX)
      return setProblem(t('tooMany', { n: ACTIVITY_FILES_MAX }))
    setProblem(null)
    setFiles([...files, ...fresh])
  }
  /** Sends them one after the other; those that did not get through stay to be tried again. */
  const sendTo = async (activityId: string): Promise<boolean> => {
    const left: File[] = []
    let why: string | null = null
    for (const file of files) {
      try {
        await upload(uploadFile, { query: { recordKind: 'activity', recordId: activityId }, file })
      } catch (error) {
        left.push(file)
        why = error instanceof CallError ? sentence(error) : String(error)
      }
    }
    setFiles(left)
    setProblem(why === null ? null : t('notSent', { n: left.length, why }))
    return left.length === 0
  }
  const remove = (file: File) => setFiles(files.filter((one) => one !== file))
  const clear = () => {
    setFiles([])
    setProblem(null)
  }
  return { files, problem, add, remove, clear, sendTo }
}

/** Camera, microphone, business card: three buttons under a follow-up, and what was taken so far. */
export function AttachMedia({ files }: { files: ReturnType<typeof useActivityFiles> }) {
  const t = useText(activityFilesText)
  return (
    <div className="bw-stack">
      <div className="bw-row bw-wrap">
        {SOURCES.map((source) => (
          <Source key={source.word} {...source} onPick={files.add} />
        ))}
      </div>
      {files.files.map((file) => (
        <span key={`${file.name} ${file.size} ${file.lastModified}`} className="bw-row">
          <span className="biz-ellipsis">{file.name}</span>
          <span className="bw-muted">{sizeText(file.size)}</span>
          <Button
            size="small"
            type="text"
            icon={<CloseOutlined />}
            aria-label={t('remove', { name: file.name })}
            onClick={() => files.remove(file)}
          />
        </span>
      ))}
      {files.problem && (
        <span role="alert" className="bw-danger">
          {files.problem}
        </span>
      )}
    </div>
  )
}

function Source(props: (typeof SOURCES)[number] & { onPick: (picked: FileList | null) => void }) {
  const t = useText(activityFilesText)
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button size="small" icon={props.icon} onClick={() => input.current?.click()}>
        {t(props.word)}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={props.word === 'card'}
        accept={props.accept}
        capture={props.capture}
        aria-label={t(props.word)}
        onChange={(event) => {
          props.onPick(event.target.files)
          event.target.value = ''
        }}
      />
    </>
  )
}

function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
