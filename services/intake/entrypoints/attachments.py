"""Attached files over HTTP, streamed both ways."""

from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from services.intake import usecases
from services.intake.domain.errors import NoSuchAttachment
from services.intake.entrypoints.callers import Answer, By
from services.intake.entrypoints.multipart import first_file

router = APIRouter(prefix="/v1", tags=["attachments"])

FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file"}
}


@router.post(
    "/matters/{matter_id}/attachments",
    status_code=201,
    operation_id="add_attachment",
    openapi_extra=FORM,
)
async def add_attachment(matter_id: UUID, request: Request, by: By) -> Answer:
    """Attach a file. Its content must be what its name says; it is sealed while it arrives."""
    name, chunks = await first_file(request)
    ports = replace(by.ports, files=by.intake.files.named(name))
    return await by.done(await usecases.add_attachment(ports, by.actor, matter_id, name, chunks))


@router.get(
    "/matters/{matter_id}/attachments/{attachment_id}",
    operation_id="get_attachment",
    response_class=StreamingResponse,
    responses=BYTES,
)
async def get_attachment(matter_id: UUID, attachment_id: UUID, by: By) -> StreamingResponse:
    """The file as it was handed in. It is never opened in the browser's own page."""
    shown = await by.intake.queries.get_matter(by.actor, matter_id)
    attached = next((a for a in shown.matter.attachments if a.id == attachment_id), None)
    if attached is None:
        raise NoSuchAttachment
    content = await by.intake.files.open(by.actor.jurisdiction, attachment_id)
    by.note(matter_id, "file")
    name = quote(shown.said(attached.name) or str(attachment_id))
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Length": str(attached.size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(content, media_type=attached.media_type, headers=headers)
