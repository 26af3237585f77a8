"""What the server runs on, offered to whoever is served: each model with its papers, and the program itself.

Only files that a bundle lists are given out, opened without following links. What the answers hold is in
``docs/http.md``; nothing is fetched from anywhere.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterator
from html import escape
from typing import Any, BinaryIO

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from commonhold import __version__
from commonhold.doors.http import tongues
from commonhold.doors.http.code import NAME, code_archive, project_address
from commonhold.doors.http.reading import Service
from commonhold.doors.http.refusal import RequestError
from commonhold.errors import BundleError
from commonhold.release.folder import entered
from commonhold.release.info import INFO, BundleInfo, info_bytes

SOURCE = "/source"
SIGNATURES = "signatures.json"
LICENCE = "AGPL-3.0-or-later"
_CODE = f"{SOURCE}/code.tar.gz"
_MOST_SIGNATURES_BYTES = 1 << 20
_CHUNK_BYTES = 1 << 18
_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_NOTHING = "There is no such file in the bundle; see /source for what there is"
_MEDIA_TYPES = {"json": "application/json", "toml": "text/plain; charset=utf-8", "txt": "text/plain; charset=utf-8"}


def routes(service: Service) -> list[Route]:
    """Return the routes below ``/source``."""

    async def offer(request: Request) -> Response:
        record = await asyncio.to_thread(_record, service)
        headers = {"Vary": "Accept"}
        if _wants_a_page(request):
            return HTMLResponse(_page(record), headers=headers)
        return JSONResponse(record, headers=headers)

    async def code(request: Request) -> Response:
        content = await asyncio.to_thread(code_archive)
        headers = {"Content-Disposition": f'attachment; filename="{NAME}.tar.gz"'}
        return _given(request, content, hashlib.sha256(content).hexdigest(), "application/gzip", headers)

    async def file(request: Request) -> Response:
        language, name = request.path_params["language"], request.path_params["name"]
        if language not in service.models.bundles:
            raise RequestError(404, _NOTHING)
        return await asyncio.to_thread(_file, request, service, language, name)

    return [
        Route(SOURCE, offer, methods=["GET"]),
        Route(_CODE, code, methods=["GET"]),
        Route(f"{SOURCE}/{{language}}/{{name}}", file, methods=["GET"]),
    ]


def _record(service: Service) -> dict[str, Any]:
    archive = code_archive()
    usable, unusable = [], []
    for language in service.models.languages:
        try:
            usable.append(_model(service.models.info(language), language))
        except BundleError as error:
            unusable.append({"language": language, "error": str(error), "advice": error.advise()})
    return {
        "program": {
            "name": "Commonhold",
            "version": __version__,
            "licence": LICENCE,
            "project": project_address(),
            "code": {
                "name": f"{NAME}.tar.gz",
                "url": _CODE,
                "size_bytes": len(archive),
                "sha256": hashlib.sha256(archive).hexdigest(),
            },
        },
        "models": usable,
        "unusable": unusable,
    }


def _model(info: BundleInfo, language: str) -> dict[str, Any]:
    own = info_bytes(info)
    listed = [(INFO, len(own), hashlib.sha256(own).hexdigest())]
    listed += [(paper.name, paper.size_bytes, paper.sha256) for paper in info.files]
    at = f"{SOURCE}/{language}"
    return {
        "language": language,
        "name": tongues.name_of(language),
        "licence": info.licence,
        "works": info.works,
        "words": info.words,
        "merkle_root": info.merkle_root,
        "built_by": info.commonhold,
        "manifest": f"{at}/manifest.jsonl.zst",
        "recipe": f"{at}/recipe.toml",
        "notices": f"{at}/NOTICE",
        "signatures": f"{at}/{SIGNATURES}",
        "files": [
            {"name": name, "size_bytes": size, "sha256": sha256, "url": f"{at}/{name}"} for name, size, sha256 in listed
        ],
    }


def _file(request: Request, service: Service, language: str, name: str) -> Response:
    """Answer with a file of a bundle that the bundle lists, or with what lists and signs it."""
    info, folder = service.models.info(language), service.models.bundles[language]
    kind = _MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    kind = "text/plain; charset=utf-8" if name == "NOTICE" else kind
    if name == INFO:
        own = info_bytes(info)
        return _given(request, own, hashlib.sha256(own).hexdigest(), kind)
    paper = next((each for each in info.files if each.name == name), None)
    if paper is None and name != SIGNATURES:
        raise RequestError(404, _NOTHING)
    try:
        with entered(folder) as opener:
            file = opener(name)
    except (ValueError, OSError):
        raise RequestError(404, _NOTHING) from None
    if paper is None:
        with file:
            signatures = file.read(_MOST_SIGNATURES_BYTES)
        return _given(request, signatures, hashlib.sha256(signatures).hexdigest(), kind)
    size_bytes = file.seek(0, 2)
    if size_bytes != paper.size_bytes:
        file.close()
        raise RequestError(503, "The bundle was replaced after the server started; start the server anew")
    return _streamed(request, file, size_bytes, paper.sha256, kind)


def _given(
    request: Request, content: bytes, sha256: str, media_type: str, headers: dict[str, str] | None = None
) -> Response:
    known = _headers(sha256) | (headers or {})
    if request.headers.get("if-none-match") == known["ETag"]:
        return Response(status_code=304, headers=known)
    return Response(content, headers=known, media_type=media_type)


def _streamed(request: Request, file: BinaryIO, size_bytes: int, sha256: str, media_type: str) -> Response:
    """Answer with a file or the part of it that is asked for, piece by piece; the file is closed at the end."""
    headers = _headers(sha256) | {"Accept-Ranges": "bytes", "Content-Type": media_type}
    if request.headers.get("if-none-match") == headers["ETag"]:
        file.close()
        return Response(status_code=304, headers=headers)
    try:
        first, last = _part(request, size_bytes, headers["ETag"])
    except RequestError:
        file.close()
        raise
    status = 200
    if (first, last) != (0, size_bytes - 1):
        status, headers["Content-Range"] = 206, f"bytes {first}-{last}/{size_bytes}"
    headers["Content-Length"] = str(last - first + 1)
    if request.method == "HEAD":
        file.close()
        return Response(status_code=status, headers=headers)
    file.seek(first)
    return StreamingResponse(_pieces(file, last - first + 1), status, headers)


def _pieces(file: BinaryIO, left: int) -> Iterator[bytes]:
    with file:
        while left and (piece := file.read(min(left, _CHUNK_BYTES))):
            left -= len(piece)
            yield piece


def _part(request: Request, size_bytes: int, tag: str) -> tuple[int, int]:
    """Return the first and last byte asked for; all of them where no one range is asked for that makes sense."""
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    whole = 0, size_bytes - 1
    if not asked or asked[0] == "bytes=-" or request.headers.get("if-range", tag) != tag:
        return whole
    first = int(asked[1]) if asked[1] else max(0, size_bytes - int(asked[2]))
    last = min(int(asked[2]), size_bytes - 1) if asked[1] and asked[2] else size_bytes - 1
    if asked[1] and asked[2] and int(asked[2]) < first:
        return whole
    if first > last:
        raise RequestError(416, "The file has no such part", Content_Range=f"bytes */{size_bytes}")
    return first, last


def _headers(sha256: str) -> dict[str, str]:
    return {"ETag": f'"{sha256}"', "Cache-Control": "no-cache"}


def _wants_a_page(request: Request) -> bool:
    """Tell whether a browser asks: it names HTML, programs name JSON or anything."""
    accepted = [each.partition(";")[0].strip() for each in request.headers.get("accept", "").split(",")]
    wanted = [each for each in accepted if each in ("text/html", "application/json")]
    return wanted[:1] == ["text/html"]


def _page(record: dict[str, Any]) -> str:
    program = record["program"]
    code = program["code"]
    project = program["project"]
    at = f' Its project is at <a href="{escape(project)}" rel="noreferrer">{escape(project)}</a>.' if project else ""
    return f"""<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>What this server runs on</title>
  <link rel="icon" href="/page/mark.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/page/style.css">
</head>
<body>
  <header><h1>What this server runs on</h1></header>
  <section class="source">
    <h2>The program</h2>
    <p>Commonhold {escape(program["version"])}, under {escape(program["licence"])}.{at}
      As it runs here: <a href="{escape(code["url"])}">{escape(code["name"])}</a> ({code["size_bytes"]:,} bytes).</p>
{"".join(map(_section, record["models"]))}    <p><a href="/">Back to the page</a></p>
  </section>
</body>
</html>
"""


def _section(model: dict[str, Any]) -> str:
    rows = "".join(
        f'        <tr><td><a href="{escape(each["url"])}">{escape(each["name"])}</a></td>'
        f"<td>{each['size_bytes']:,}</td><td><code>{each['sha256']}</code></td></tr>\n"
        for each in model["files"]
    )
    return f"""    <h2>{escape(model["name"])}</h2>
    <p>A model of {model["works"]:,} works with {model["words"]:,} words, under {escape(model["licence"])}.
      Its <a href="{escape(model["manifest"])}">manifest</a> names all of them,
      its <a href="{escape(model["notices"])}">notices</a> their authors and licences,
      its <a href="{escape(model["recipe"])}">recipe</a> makes it again.
      Merkle root <code>{model["merkle_root"]}</code>.</p>
    <table>
      <thead><tr><th>File</th><th>Bytes</th><th>SHA-256</th></tr></thead>
      <tbody>
{rows}      </tbody>
    </table>
"""
