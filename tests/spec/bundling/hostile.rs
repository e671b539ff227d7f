//! Archives that somebody made to harm whoever opens them: each is refused in words, and nothing is written.

use super::{bundle, contents};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::{Read, Write};
use tar::{EntryType, Header};
use warroom::bundle::{MOST_BYTES, pack, verify};
use warroom::incident::EntryId;

/// A member: its head and its bytes.
pub type Raw = (Header, Vec<u8>);

/// Takes a bundle apart, as any program would.
pub fn members(bundle: &[u8]) -> Vec<Raw> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bundle));
    let members = archive.entries().expect("it is an archive").map(|member| {
        let mut member = member.expect("it has a head");
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).expect("it can be read");
        (member.header().clone(), bytes)
    });
    members.collect()
}

/// Puts members into an archive, with the right sum in the head of the file.
pub fn packed(members: &[Raw]) -> Vec<u8> {
    let mut tar = Vec::new();
    for (head, bytes) in members {
        tar.extend_from_slice(head.as_bytes());
        tar.extend_from_slice(bytes);
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    tar.resize(tar.len() + 1024, 0);
    sealed(&tar)
}

/// Compresses an archive as a bundle is.
fn sealed(tar: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(tar).expect("memory takes everything");
    let mut behind = encoder.finish().expect("memory takes everything");
    let mut crc = flate2::Crc::new();
    crc.update(tar);
    behind.extend_from_slice(&crc.sum().to_le_bytes());
    behind.extend_from_slice(&crc.amount().to_le_bytes());
    let sum = EntryId::of(&behind).to_string();
    let head: &[u8] = &[0x1f, 0x8b, 0x08, 0x10, 0, 0, 0, 0, 0, 0xff];
    [head, b"sha256:", sum.as_bytes(), b"\0", &behind].concat()
}

fn head(name: &str, size: u64, kind: EntryType) -> Header {
    let mut head = Header::new_ustar();
    // Set by hand: the library would refuse such names.
    head.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
    head.set_size(size);
    head.set_entry_type(kind);
    head.set_mode(0o644);
    head.set_uid(0);
    head.set_gid(0);
    head.set_mtime(0);
    head.set_cksum();
    head
}

#[track_caller]
fn refused(bundle: &[u8], told: &str) {
    let verdict = verify(bundle, None);
    let faults: Vec<String> = verdict.faults.iter().map(ToString::to_string).collect();
    assert!(faults.iter().any(|fault| fault.contains(told)), "{told}: {faults:?}");
}

#[test]
fn a_bundle_is_an_archive_that_any_program_opens() {
    let members = members(&bundle(false).bytes);
    let names: Vec<_> = members.iter().map(|(head, _)| head.path().expect("a name")).collect();
    assert_eq!(names[0].to_str(), Some("manifest.json"));
    for (head, _) in &members {
        assert_eq!(
            (head.mode().ok(), head.uid().ok(), head.gid().ok()),
            (Some(0o644), Some(0), Some(0))
        );
        assert_eq!((head.username(), head.groupname()), (Ok(Some("")), Ok(Some(""))));
        assert_eq!(head.mtime().ok(), u64::try_from(contents(false).changed_at.timestamp()).ok());
    }
}

#[test]
fn names_that_lead_out_are_refused() {
    for (name, told) in [
        ("/etc/passwd", "/etc/passwd: its name is absolute"),
        ("../evil", "../evil: its name leads out of the bundle"),
        ("log/../../evil", "its name leads out of the bundle"),
        ("log//evil", "its name leads out of the bundle"),
        ("./report.md", "its name leads out of the bundle"),
        ("evil name\u{7}", "no file of a bundle is called so"),
    ] {
        let mut members = members(&bundle(false).bytes);
        members.push((head(name, 1, EntryType::Regular), vec![b'x']));
        refused(&packed(&members), told);
    }
}

#[test]
fn links_folders_and_devices_are_refused() {
    for (kind, told) in [
        (EntryType::Symlink, "evil: it is a link"),
        (EntryType::Link, "evil: it is a link"),
        (EntryType::Directory, "evil: it is no regular file"),
        (EntryType::Char, "evil: it is no regular file"),
        (EntryType::GNULongName, "evil: it is no regular file"),
        (EntryType::XHeader, "evil: it is no regular file"),
    ] {
        let mut members = members(&bundle(false).bytes);
        members.push((head("evil", 0, kind), Vec::new()));
        refused(&packed(&members), told);
    }
}

#[test]
fn what_is_there_twice_missing_or_too_much_is_named() {
    let whole = members(&bundle(false).bytes);
    let mut twice = whole.clone();
    twice.push(whole[1].clone());
    refused(&packed(&twice), "report.md: it is there twice");
    let mut fewer = whole.clone();
    fewer.remove(2);
    refused(&packed(&fewer), "report.html: it is missing; the manifest names it");
    let mut more = whole.clone();
    more.push((head("report.txt", 1, EntryType::Regular), vec![b'x']));
    refused(&packed(&more), "report.txt: the manifest does not name it");
    let mut turned = whole.clone();
    turned.swap(1, 2);
    refused(&packed(&turned), "the files do not stand in the order of the manifest");
    refused(&packed(&whole[1..]), "manifest.json stands first in a bundle, not report.md");
}

#[test]
fn a_head_that_warroom_does_not_write_is_refused() {
    let mut members = members(&bundle(false).bytes);
    members[1].0.set_mode(0o4755);
    members[1].0.set_cksum();
    refused(&packed(&members), "report.md: its head in the archive is not as warroom writes it");
}

#[test]
fn a_file_that_the_manifest_may_not_name_is_refused() {
    let mut contents = contents(false);
    contents.files.push(("run.sh".to_owned(), b"#!/bin/sh\n".to_vec()));
    refused(&pack(&contents).expect("small").bytes, "run.sh: no file of a bundle is called so");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bytes = usize::try_from(MOST_BYTES).expect("it fits") + 512;
    let bomb = sealed(&vec![0; bytes]);
    assert!(bomb.len() < 2_000_000);
    refused(&bomb, "it unpacks to more than");
}

#[test]
fn what_is_no_archive_is_called_so() {
    refused(b"", "it does not begin as a gzip file does");
    refused(b"PK\x03\x04 not a bundle", "it does not begin as a gzip file does");
    let mut plain = flate2::GzBuilder::new().write(Vec::new(), Compression::fast());
    let noise: Vec<u8> =
        (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    plain.write_all(&noise).expect("memory takes everything");
    refused(&plain.finish().expect("memory"), "the head of the file is not as warroom writes it");
}
