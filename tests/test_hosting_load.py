"""The real nginx, with the portal's configuration, is asked as fast as it answers while releases are switched."""

from tests.campaigns.load import measure
from tests.hosting_sample import files_of, lay_out


def test_no_request_fails_while_releases_are_switched(fill_once, tmp_path):
    release = fill_once("hosting", lay_out) / "output"
    addresses = [address for address, _, _ in files_of(release)]
    found = measure(tmp_path, release, addresses, seconds=2, connections=16, deploys=3)
    assert found.errors == 0, found
    assert found.deploys == 3
    assert found.requests > 200
