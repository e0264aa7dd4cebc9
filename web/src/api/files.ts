import { language } from '@/i18n'
import { proofOfOrigin, queryString } from './http'
import { Problem, type ProblemDocument } from './problem'
import type { FileValue } from './types'

export const largestFileBytes = 20 * 1024 * 1024

export const fileUrl = (file: FileValue): string => `/api/v1/files/${file.sha256}${queryString({ name: file.name })}`

/** A small picture of an image; forms that the server does not decode have none. */
export const thumbnailUrl = (file: FileValue): string => `/api/v1/files/${file.sha256}/thumbnail`
export const hasThumbnail = (file: FileValue): boolean => /^image\/(png|jpeg|webp)$/.test(file.media_type)

/** The field that a file is for: what it does not accept is refused before the form is sent. */
export interface UploadTarget {
  type: string
  field: string
}

/** Uploads the bytes; XMLHttpRequest, because fetch does not report the progress of an upload. */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
  target?: UploadTarget,
): Promise<FileValue> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/v1/files${queryString({ name: file.name, ...target })}`)
    request.setRequestHeader('X-Shanhai', proofOfOrigin())
    request.setRequestHeader('Accept-Language', language.value)
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      if (request.status === 201) resolve(JSON.parse(request.responseText) as FileValue)
      else reject(new Problem(request.status, parse(request.responseText)))
    }
    request.onerror = () => reject(new Problem(0, { code: 'network.unreachable' }))
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function parse(text: string): ProblemDocument {
  try {
    return JSON.parse(text) as ProblemDocument
  } catch {
    return {}
  }
}
