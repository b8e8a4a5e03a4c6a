"""Photos as a camera writes them: with a place, a name and words that nobody may find again."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

CANARY = "Canary-12-Quiet-Lane"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><dc:creator>{CANARY}</dc:creator></rdf:RDF></x:xmpmeta>'.encode()
GPS = {1: "N", 2: (IFDRational(44), IFDRational(57), IFDRational(31)), 3: "W", 4: (IFDRational(89), 0, 0)}
KINDS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def scene(width=640, height=480, mode="RGB"):
    """Return something to look at, with a corner of another colour to tell which way is up."""
    drawn = Image.new(mode, (width, height), "seagreen")
    drawn.paste(Image.new(mode, (width // 4, height // 4), "gold"))
    return drawn


def exif():
    """Return what a phone writes: the place, the maker, whose phone it is, a comment, and a small picture."""
    told = Image.Exif()
    told[0x010F], told[0x013B], told[0x9286] = "Phone", CANARY, CANARY.encode()
    told.get_ifd(0x8825).update(GPS)
    return told.tobytes()


def written(kind="JPEG", drawn=None, **more):
    """Return the bytes of a photo in this format, with the canary wherever the format has room for it."""
    file = BytesIO()
    options = {"exif": exif(), "xmp": XMP, "icc_profile": profile()}
    if kind == "JPEG":
        options["comment"] = CANARY.encode()
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", CANARY)
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        options = {"exif": exif(), "pnginfo": words, "icc_profile": profile()}
    (drawn or scene()).save(file, format=kind, **options | more)
    return file.getvalue() + CANARY.encode()  # and behind the end of the picture


def profile():
    """Return a profile of colours that names somebody."""
    from PIL import ImageCms

    plain = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    plain += b"\0" * 3 + CANARY.encode()
    plain[0:4] = struct.pack(">I", len(plain))
    return bytes(plain)


def upload(kind="JPEG", name="Rosa at 12 Quiet Lane", ending="", **more):
    """Return a photo as a browser sends it."""
    return SimpleUploadedFile(f"{name}.{ending or KINDS[kind]}", written(kind, **more), f"image/{kind.lower()}")


def bomb(side=20_000):
    """Return a PNG of some kilobytes that would need gigabytes drawn out."""
    line = zlib.compress(b"\0" * (side // 8 + 1) * side, 9)

    def part(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", line) + part(b"IEND", b"")
