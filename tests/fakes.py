"""Small stand-ins for the vocabularies, for tests of rooms that only look things up."""

from plugins.model import Official, Region, slugify


class FakeRegions(dict):
    def __missing__(self, region_id):
        return Region(id=region_id, name=region_id, kind="Tỉnh", level=1)

    def resolve(self, name, day):
        return self[slugify(name)]

    def label(self, region_id):
        return region_id

    def present_name(self, region_id):
        return ""

    def listing_ids(self, region_id):
        return (region_id,)


class FakeOfficials(dict):
    def resolve(self, name, day):
        return Official(id=slugify(name), name=name, registered=False)

    def look_alikes(self, name):
        return ()
