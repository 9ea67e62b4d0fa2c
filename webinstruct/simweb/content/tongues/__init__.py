"""One file a language."""

from webinstruct.simweb.content.tongue import Tongue
from webinstruct.simweb.content.tongues import chinese, french, german, japanese, russian

TONGUES: dict[str, Tongue] = {
    one.TONGUE.code: one.TONGUE for one in (german, french, chinese, russian, japanese)
}
