import { type ErrorCode, errorCode } from '../protocol/error-code.ts';
import { type BatchHeader, batchHeaderBytes, hasValidCrc, readBatchHeader } from './record-batch.ts';
import { countRecords } from './records.ts';

export type CheckedBatch =
  | { readonly ok: true; readonly header: BatchHeader }
  | { readonly ok: false; readonly error: ErrorCode; readonly reason: string };

/** Judges what a producer sent for one partition: exactly one whole batch of format 2 whose CRC is right. */
export function checkBatch(records: Buffer, maxBatchBytes: number): CheckedBatch {
  const header = readBatchHeader(records);
  if (header === null) {
    return refuse(errorCode.corruptMessage, `${records.length} bytes cannot hold a record batch`);
  }
  if (header.magic !== 2) {
    return refuse(errorCode.invalidRecord, `record format ${header.magic} where 2 is wanted`);
  }
  if (header.sizeBytes < batchHeaderBytes || header.sizeBytes > records.length) {
    return refuse(errorCode.corruptMessage, `a batch of ${header.sizeBytes} bytes in ${records.length}`);
  }
  if (header.sizeBytes !== records.length) {
    return refuse(errorCode.invalidRecord, 'more than one record batch for a partition');
  }
  if (header.sizeBytes > maxBatchBytes) {
    return refuse(errorCode.messageTooLarge, `${header.sizeBytes} bytes, at most ${maxBatchBytes} allowed`);
  }
  if (!hasValidCrc(records, header)) {
    return refuse(errorCode.corruptMessage, 'the CRC does not match');
  }
  if (header.isControl) return refuse(errorCode.invalidRecord, 'clients may not write control batches');
  if (header.isTransactional) return refuse(errorCode.unsupportedVersion, 'transactions are not supported');
  if (header.recordCount < 1 || header.lastOffset - header.baseOffset !== header.recordCount - 1) {
    return refuse(
      errorCode.invalidRecord,
      `${header.recordCount} records with offsets up to +${header.lastOffset - header.baseOffset}`,
    );
  }
  if (header.producerId >= 0 && (header.producerEpoch < 0 || header.baseSequence < 0)) {
    return refuse(errorCode.invalidRecord, 'a producer id without epoch or sequence');
  }
  if (header.compression === 0 && countRecords(records, header.recordCount) !== header.recordCount) {
    return refuse(errorCode.invalidRecord, `the batch does not hold ${header.recordCount} records`);
  }
  return { ok: true, header };
}

function refuse(error: ErrorCode, reason: string): CheckedBatch {
  return { ok: false, error, reason };
}
